package dev.jong.api;

/// A kind's name within its API group; the core group is the empty text.
public record GroupKind(String group, String kind) {
    /// `Deployment.apps`, or `Pod` in the core group.
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
