package dev.jong.api.errors;

import org.jspecify.annotations.Nullable;

/// Where in an object a field stands; prints as `spec.containers[0].env[name]`, and as `[]` where
/// it names nothing, as upstream does.
public final class FieldPath {
    private final @Nullable FieldPath parent;
    private final String step;
    private final boolean subscript;

    private FieldPath(@Nullable FieldPath parent, String step, boolean subscript) {
        this.parent = parent;
        this.step = step;
        this.subscript = subscript;
    }

    public static FieldPath of(String name, String... more) {
        return new FieldPath(null, name, false).descend(more);
    }

    public FieldPath child(String name, String... more) {
        return new FieldPath(this, name, false).descend(more);
    }

    public FieldPath index(int index) {
        return new FieldPath(this, Integer.toString(index), true);
    }

    public FieldPath key(String key) {
        return new FieldPath(this, key, true);
    }

    private FieldPath descend(String[] names) {
        var path = this;
        for (var name : names) {
            path = new FieldPath(path, name, false);
        }
        return path;
    }

    @Override
    public String toString() {
        return parent == null && step.isEmpty() ? "[]" : append(new StringBuilder()).toString();
    }

    private StringBuilder append(StringBuilder out) {
        if (parent != null) {
            parent.append(out);
        }
        if (subscript) {
            return out.append('[').append(step).append(']');
        }
        if (parent != null && !step.isEmpty()) {
            out.append('.');
        }
        return out.append(step);
    }
}
