package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.names.Names;
import dev.jong.apiserver.config.ConfigFields;
import dev.jong.apiserver.config.InvalidConfiguration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What holds for namespaces whose labels ask for nothing, and who is left alone
/// (`PodSecurityConfiguration` of `pod-security.admission.config.k8s.io/v1`).
///
/// @param users whose Pods are not looked at
/// @param runtimeClasses whose Pods are not looked at
public record PodSecuritySettings(
        Standard enforce,
        Standard audit,
        Standard warn,
        Set<String> users,
        Set<String> namespaces,
        Set<String> runtimeClasses) {
    public static final PodSecuritySettings STANDARD =
            new PodSecuritySettings(
                    Standard.PRIVILEGED,
                    Standard.PRIVILEGED,
                    Standard.PRIVILEGED,
                    Set.of(),
                    Set.of(),
                    Set.of());

    /// @throws InvalidConfiguration when a level, a version or a name is not valid
    public static PodSecuritySettings read(ConfigFields fields) {
        var errors = new FieldErrors();
        fields.only("defaults", "exemptions");
        var defaults = fields.object("defaults").orElseGet(PodSecuritySettings::nothing);
        defaults.only(
                "enforce", "enforce-version", "audit", "audit-version", "warn", "warn-version");
        var exemptions = fields.object("exemptions").orElseGet(PodSecuritySettings::nothing);
        exemptions.only("usernames", "namespaces", "runtimeClasses");
        var settings =
                new PodSecuritySettings(
                        standard(defaults, "enforce", errors),
                        standard(defaults, "audit", errors),
                        standard(defaults, "warn", errors),
                        names(
                                exemptions,
                                "usernames",
                                name ->
                                        name.isEmpty()
                                                ? List.of("username must not be empty")
                                                : List.of(),
                                errors),
                        names(exemptions, "namespaces", Names::label, errors),
                        names(exemptions, "runtimeClasses", Names::subdomain, errors));
        if (!errors.isEmpty()) {
            throw new InvalidConfiguration(FieldError.aggregate(errors.list()));
        }
        return settings;
    }

    private static ConfigFields nothing() {
        return ConfigFields.of(dev.jong.api.json.JsonObject.EMPTY);
    }

    private static Standard standard(ConfigFields fields, String mode, FieldErrors errors) {
        var standard = Standard.PRIVILEGED;
        var level = fields.text(mode);
        var version = fields.text(mode + "-version");
        if (!level.isEmpty()) {
            var known = Level.parse(level);
            if (known.isEmpty()) {
                errors.invalid(
                        fields.path(mode),
                        level,
                        "must be one of privileged, baseline, restricted");
            }
            standard = standard.withLevel(known.orElse(Level.RESTRICTED));
        }
        if (!version.isEmpty()) {
            var known = Standard.parseVersion(version);
            if (known.isEmpty()) {
                errors.invalid(
                        fields.path(mode + "-version"), version, "must be \"latest\" or \"v1.x\"");
            }
            standard = standard.withMinor(known.orElse(Standard.LATEST));
        }
        return standard;
    }

    private static Set<String> names(
            ConfigFields fields,
            String list,
            Function<String, List<String>> problems,
            FieldErrors errors) {
        var names = new HashSet<String>();
        int index = 0;
        for (var name : fields.texts(list)) {
            var path = fields.path(list).index(index++);
            var found = problems.apply(name);
            if (!found.isEmpty()) {
                errors.invalid(path, name, String.join(", ", found));
            } else if (!names.add(name)) {
                errors.duplicate(path, name);
            }
        }
        return Set.copyOf(names);
    }
}
