package dev.jong.apiserver.custom;

import dev.jong.api.GoText;
import dev.jong.api.Unstructured;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finalizers of custom objects that others might use as well, as far as they are new.
final class FinalizerWarnings {
    private static final Set<String> STANDARD =
            Set.of("orphan", "foregroundDeletion", "kubernetes");

    private FinalizerWarnings() {}

    static List<String> of(Unstructured now, @Nullable Unstructured old) {
        var added = new TreeSet<>(now.metadata().finalizers());
        if (old != null) {
            added.removeAll(Set.copyOf(old.metadata().finalizers()));
        }
        var warnings = new ArrayList<String>();
        for (var name : added) {
            if (name.indexOf('/') < 0 && !STANDARD.contains(name)) {
                var advice =
                        name.indexOf('.') < 0
                                ? "prefer a domain-qualified finalizer name"
                                : "prefer a domain-qualified finalizer name including a path (/)";
                warnings.add(
                        "metadata.finalizers: "
                                + GoText.quote(name)
                                + ": "
                                + advice
                                + " to avoid accidental conflicts with other finalizer writers");
            }
        }
        return warnings;
    }
}
