package dev.jong.apiserver.validation;

import static dev.jong.apiserver.validation.DeviceRules.text;

import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import java.util.List;
import java.util.Set;

/// Namespaces.
public final class NamespaceRules {
    private static final Set<String> STANDARD =
            Set.of("kubernetes", "orphan", "foregroundDeletion");

    private NamespaceRules() {}

    static List<FieldError> check(Namespace namespace) {
        var errors = new FieldErrors();
        for (var finalizer : namespace.spec().finalizers()) {
            finalizer(finalizer, FieldPath.of("spec", "finalizers"), errors);
        }
        return errors.list();
    }

    private static void finalizer(String name, FieldPath path, FieldErrors errors) {
        errors.invalidEach(path, name, Labels.key(name));
        if (name.indexOf('/') < 0 && !STANDARD.contains(name)) {
            errors.invalid(
                    path,
                    name,
                    "name is neither a standard finalizer name nor is it fully qualified");
        }
    }

    /// What is wrong with a new status.
    public static List<FieldError> status(Namespace namespace) {
        boolean going = namespace.metadata().deletionTimestamp() != null;
        var phase = text(namespace.status().phase());
        var wanted = going ? "Terminating" : "Active";
        return phase.equals(wanted)
                ? List.of()
                : List.of(
                        FieldError.invalid(
                                FieldPath.of("status", "Phase"),
                                phase,
                                "may only be '"
                                        + wanted
                                        + "' if `deletionTimestamp` is "
                                        + (going ? "not empty" : "empty")));
    }

    /// What is wrong with the finalizers that are left.
    public static List<FieldError> finalization(Namespace namespace) {
        var errors = new FieldErrors();
        var finalizers = namespace.spec().finalizers();
        for (int i = 0; i < finalizers.size(); i++) {
            finalizer(finalizers.get(i), FieldPath.of("spec", "finalizers").index(i), errors);
        }
        return errors.list();
    }
}
