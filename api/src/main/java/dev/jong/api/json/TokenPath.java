package dev.jong.api.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a reader stands, kept cheaply for the rare moment that someone asks.
final class TokenPath {
    private static final int SCAN_LIMIT = 12;

    private @Nullable String[] names = new @Nullable String[16];
    private @Nullable String[] structs = new @Nullable String[16];
    private int[] indexes = new int[16];
    private int depth = -1;

    /// Names met so far per depth; only filled while duplicates are looked for.
    private final List<List<String>> seen = new ArrayList<>();

    private final List<Set<String>> seenMany = new ArrayList<>();

    /// `struct` is null in maps and arrays.
    void enter(@Nullable String struct) {
        depth++;
        if (depth == names.length) {
            names = Arrays.copyOf(names, depth * 2);
            structs = Arrays.copyOf(structs, depth * 2);
            indexes = Arrays.copyOf(indexes, depth * 2);
        }
        names[depth] = null;
        structs[depth] = struct;
        indexes[depth] = -1;
        if (depth < seen.size()) {
            seen.get(depth).clear();
            seenMany.get(depth).clear();
        }
    }

    int levels() {
        return depth + 1;
    }

    void leave() {
        depth--;
    }

    void field(String name) {
        names[depth] = name;
    }

    void element() {
        indexes[depth]++;
    }

    /// True when this object had a field of that name before.
    boolean repeats(String name) {
        while (seen.size() <= depth) {
            seen.add(new ArrayList<>());
            seenMany.add(new HashSet<>());
        }
        var few = seen.get(depth);
        if (few.size() < SCAN_LIMIT) {
            if (few.contains(name)) {
                return true;
            }
            few.add(name);
            return false;
        }
        var many = seenMany.get(depth);
        if (many.isEmpty()) {
            many.addAll(few);
        }
        return !many.add(name);
    }

    /// `spec.containers[0].image`
    String full() {
        var text = new StringBuilder();
        for (int i = 0; i <= depth; i++) {
            var name = names[i];
            if (name != null) {
                text.append(text.isEmpty() ? "" : ".").append(name);
            } else if (indexes[i] >= 0) {
                text.append('[').append(indexes[i]).append(']');
            }
        }
        return text.toString();
    }

    /// As Go's json words it: `Go struct field Container.spec.containers.image`, or `Go value`
    /// outside of any struct.
    String goField() {
        @Nullable String struct = null;
        var text = new StringBuilder();
        for (int i = 0; i <= depth; i++) {
            if (structs[i] != null && names[i] != null) {
                struct = structs[i];
                text.append('.').append(names[i]);
            }
        }
        return struct == null ? "Go value" : "Go struct field " + struct + text;
    }

    /// As CBOR errors name a field: `v1.Pod.spec` for all that is in it; empty outside of any
    /// struct.
    String outermost() {
        for (int i = 0; i <= depth; i++) {
            var struct = structs[i];
            if (struct != null && names[i] != null) {
                return "v1." + (struct.isEmpty() ? "TypeMeta" : struct) + '.' + names[i];
            }
        }
        return "";
    }
}
