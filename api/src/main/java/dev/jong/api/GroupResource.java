package dev.jong.api;

/// A resource's plural name within its API group; the core group is the empty text.
public record GroupResource(String group, String resource) {
    /// `deployments.apps`, or `pods` in the core group.
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
