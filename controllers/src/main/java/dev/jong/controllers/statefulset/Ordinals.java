package dev.jong.controllers.statefulset;

import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.Pod;
import java.util.Objects;
import java.util.OptionalInt;

/// The numbers of a StatefulSet's Pods.
///
/// @param start the first
/// @param count how many there are to be
record Ordinals(String set, int start, int count) {
    static Ordinals of(StatefulSet set) {
        var ordinals = set.spec().ordinals();
        return new Ordinals(
                set.name(),
                ordinals == null ? 0 : ordinals.start(),
                Objects.requireNonNullElse(set.spec().replicas(), 1));
    }

    /// Empty for a Pod that is not named after the set.
    OptionalInt of(Pod pod) {
        var name = pod.name();
        if (!name.startsWith(set + "-")) {
            return OptionalInt.empty();
        }
        var number = name.substring(set.length() + 1);
        return number.matches("0|[1-9][0-9]{0,8}")
                ? OptionalInt.of(Integer.parseInt(number))
                : OptionalInt.empty();
    }

    boolean contains(int ordinal) {
        return ordinal >= start && ordinal < start + count;
    }

    String name(int ordinal) {
        return set + "-" + ordinal;
    }
}
