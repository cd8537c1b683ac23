package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a namespace's labels `pod-security.kubernetes.io/…` ask for.
///
/// @param errors in the labels; the strictest is enforced then, and nothing is warned of
record Policy(Standard enforce, Standard audit, Standard warn, List<FieldError> errors) {
    static final String PREFIX = "pod-security.kubernetes.io/";

    Policy {
        errors = List.copyOf(errors);
    }

    boolean isPrivileged() {
        return errors.isEmpty()
                && enforce.level() == Level.PRIVILEGED
                && audit.level() == Level.PRIVILEGED
                && warn.level() == Level.PRIVILEGED;
    }

    /// @param defaults for what the labels do not ask for
    static Policy of(Map<String, String> labels, PodSecuritySettings defaults) {
        var errors = new ArrayList<FieldError>();
        var enforce = read(labels, "enforce", defaults.enforce(), Level.RESTRICTED, errors);
        var audit = read(labels, "audit", defaults.audit(), Level.PRIVILEGED, errors);
        var warn = read(labels, "warn", defaults.warn(), Level.PRIVILEGED, errors);
        boolean enforced = Level.parse(labels.getOrDefault(PREFIX + "enforce", "")).isPresent();
        if (!labels.containsKey(PREFIX + "warn")
                && enforced
                && enforce.level().compareTo(warn.level()) > 0) {
            warn =
                    labels.containsKey(PREFIX + "warn-version")
                            ? warn.withLevel(enforce.level())
                            : enforce;
        }
        return new Policy(enforce, audit, warn, errors);
    }

    private static Standard read(
            Map<String, String> labels,
            String mode,
            Standard byDefault,
            Level otherwise,
            List<FieldError> errors) {
        var standard = byDefault;
        var level = labels.get(PREFIX + mode);
        if (level != null) {
            var known = Level.parse(level);
            if (known.isEmpty()) {
                errors.add(error(mode, level, "must be one of privileged, baseline, restricted"));
            }
            standard = standard.withLevel(known.orElse(otherwise));
        }
        var version = labels.get(PREFIX + mode + "-version");
        if (version != null) {
            var known = Standard.parseVersion(version);
            if (known.isEmpty()) {
                errors.add(error(mode + "-version", version, "must be \"latest\" or \"v1.x\""));
            }
            standard = standard.withMinor(known.orElse(Standard.LATEST));
        }
        return standard;
    }

    private static FieldError error(String label, String value, String why) {
        return FieldError.invalid(
                FieldPath.of("metadata", "labels").key(PREFIX + label), value, why);
    }
}
