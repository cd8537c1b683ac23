package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.List;

/// How volumes may be mounted: `spec.accessModes` of volumes and of claims.
final class AccessModes {
    private static final String ONE_POD = "ReadWriteOncePod";
    private static final List<String> ALL =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ONE_POD);

    private AccessModes() {}

    static void check(List<String> modes, FieldPath path, FieldErrors errors) {
        for (var mode : modes) {
            if (!ALL.contains(mode)) {
                errors.notSupported(path, mode, ALL);
            }
        }
        boolean shared =
                modes.stream().anyMatch(mode -> ALL.contains(mode) && !mode.equals(ONE_POD));
        if (shared && modes.contains(ONE_POD)) {
            errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
        }
    }
}
