package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Paths of files and modes that objects name.
final class Paths {
    private Paths() {}

    static void noStepsBack(String path, FieldPath field, FieldErrors errors) {
        if (Arrays.asList(path.split("/", -1)).contains("..")) {
            errors.invalid(field, path, "must not contain '..'");
        }
    }

    static void descending(String path, FieldPath field, FieldErrors errors) {
        if (path.startsWith("/")) {
            errors.invalid(field, path, "must be a relative path");
        }
        noStepsBack(path, field, errors);
    }

    /// A path inside a volume of files that the kubelet writes.
    static void projected(String path, FieldPath field, FieldErrors errors) {
        if (path.isEmpty()) {
            errors.required(field, "");
        }
        descending(path, field, errors);
        if (path.startsWith("..") && !path.startsWith("../")) {
            errors.invalid(field, path, "must not start with '..'");
        }
    }

    static void mode(@Nullable Integer mode, FieldPath field, FieldErrors errors) {
        if (mode != null && (mode < 0 || mode > 0777)) {
            errors.invalid(
                    field, mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }
}
