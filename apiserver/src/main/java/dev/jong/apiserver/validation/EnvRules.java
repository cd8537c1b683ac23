package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.EnvFromSource;
import dev.jong.api.core.v1.EnvVar;
import dev.jong.api.core.v1.EnvVarSource;
import dev.jong.api.core.v1.ObjectFieldSelector;
import dev.jong.api.core.v1.ResourceFieldSelector;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Environment variables of containers, and fields of Pods that they and volumes show.
final class EnvRules {
    static final List<String> ENV_FIELDS =
            List.of(
                    "metadata.name",
                    "metadata.namespace",
                    "metadata.uid",
                    "spec.nodeName",
                    "spec.serviceAccountName",
                    "status.hostIP",
                    "status.hostIPs",
                    "status.podIP",
                    "status.podIPs");
    static final List<String> VOLUME_FIELDS =
            List.of(
                    "metadata.annotations",
                    "metadata.labels",
                    "metadata.name",
                    "metadata.namespace",
                    "metadata.uid");
    private static final List<String> RESOURCES =
            List.of(
                    "limits.cpu",
                    "limits.ephemeral-storage",
                    "limits.memory",
                    "requests.cpu",
                    "requests.ephemeral-storage",
                    "requests.memory");
    private static final List<String> DIVISORS =
            List.of(
                    "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi",
                    "1Ei");
    private static final Pattern SUBSCRIPT = Pattern.compile("(.+)\\['(.*)'\\]");

    private EnvRules() {}

    static void variables(List<EnvVar> variables, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < variables.size(); i++) {
            var variable = variables.get(i);
            var at = path.index(i);
            if (variable.name().isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                errors.invalidEach(
                        at.child("name"), variable.name(), FieldNames.envName(variable.name()));
            }
            var source = variable.valueFrom();
            if (source != null) {
                source(source, variable.value(), at.child("valueFrom"), errors);
            }
        }
    }

    private static void source(
            EnvVarSource source, @Nullable String value, FieldPath path, FieldErrors errors) {
        var field = source.fieldRef();
        if (field != null) {
            field(field, ENV_FIELDS, path.child("fieldRef"), errors);
        }
        var resource = source.resourceFieldRef();
        if (resource != null) {
            resource(resource, false, path.child("resourceFieldRef"), errors);
        }
        var configMap = source.configMapKeyRef();
        if (configMap != null) {
            key(configMap.name(), configMap.key(), path.child("configMapKeyRef"), errors);
        }
        var secret = source.secretKeyRef();
        if (secret != null) {
            key(secret.name(), secret.key(), path.child("secretKeyRef"), errors);
        }
        var file = source.fileKeyRef();
        if (file != null) {
            if (file.volumeName().isEmpty()) {
                errors.required(path.child("fileKeyRef", "volumeName"), "");
            } else {
                errors.invalidEach(
                        path.child("fileKeyRef", "volumeName"),
                        file.volumeName(),
                        Names.label(file.volumeName()));
            }
            if (file.key().isEmpty()) {
                errors.required(path.child("fileKeyRef", "key"), "");
            } else {
                errors.invalidEach(
                        path.child("fileKeyRef", "key"),
                        file.key(),
                        FieldNames.envName(file.key()));
            }
            if (file.path().isEmpty()) {
                errors.required(path.child("fileKeyRef", "path"), "");
            } else {
                Paths.noStepsBack(file.path(), path.child("fileKeyRef", "path"), errors);
            }
        }
        long count =
                Stream.of(field, resource, configMap, secret, source.fileKeyRef())
                        .filter(Objects::nonNull)
                        .count();
        if (count == 0) {
            errors.invalid(
                    path,
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`,"
                            + " `secretKeyRef` or `fileKeyRef`");
        } else if (value != null) {
            errors.invalid(path, "", "may not be specified when `value` is not empty");
        } else if (count > 1) {
            errors.invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    private static void key(@Nullable String name, String key, FieldPath path, FieldErrors errors) {
        var named = Objects.requireNonNullElse(name, "");
        errors.invalidEach(path.child("name"), named, Names.subdomain(named));
        if (key.isEmpty()) {
            errors.required(path.child("key"), "");
        } else {
            errors.invalidEach(path.child("key"), key, FieldNames.configKey(key));
        }
    }

    static void field(
            ObjectFieldSelector selector,
            List<String> supported,
            FieldPath path,
            FieldErrors errors) {
        var field = selector.fieldPath();
        if (field.isEmpty()) {
            errors.required(path.child("fieldPath"), "");
            return;
        }
        var version = selector.apiVersion();
        if (version != null && !version.equals("v1")) {
            errors.invalid(
                    path.child("fieldPath"),
                    field,
                    "error converting fieldPath: unsupported pod version: " + version);
            return;
        }
        var subscripted = SUBSCRIPT.matcher(field);
        if (subscripted.matches()) {
            var key = subscripted.group(2);
            switch (subscripted.group(1)) {
                case "metadata.annotations" ->
                        errors.invalidEach(path, key, Labels.key(key.toLowerCase(Locale.ROOT)));
                case "metadata.labels" -> errors.invalidEach(path, key, Labels.key(key));
                default -> errors.invalid(path, subscripted.group(1), "does not support subscript");
            }
        } else if (!known(field)) {
            errors.invalid(
                    path.child("fieldPath"),
                    field,
                    "error converting fieldPath: field label not supported: " + field);
        } else if (!supported.contains(field)) {
            errors.notSupported(path.child("fieldPath"), field, new TreeSet<>(supported));
        }
    }

    private static boolean known(String field) {
        return ENV_FIELDS.contains(field)
                || VOLUME_FIELDS.contains(field)
                || List.of("spec.restartPolicy", "spec.schedulerName", "status.phase")
                        .contains(field);
    }

    static void resource(
            ResourceFieldSelector selector, boolean inVolume, FieldPath path, FieldErrors errors) {
        var name = selector.resource();
        boolean huge =
                name.startsWith("limits.hugepages-") || name.startsWith("requests.hugepages-");
        if (inVolume && selector.containerName() == null) {
            errors.required(path.child("containerName"), "");
        } else if (name.isEmpty()) {
            errors.required(path.child("resource"), "");
        } else if (!RESOURCES.contains(name) && !huge) {
            errors.notSupported(path.child("resource"), name, RESOURCES);
        }
        var divisor = selector.divisor();
        if (divisor != null && divisor.signum() != 0) {
            divisor(name, divisor.toString(), path.child("divisor"), errors);
        }
    }

    private static void divisor(
            String resource, String divisor, FieldPath path, FieldErrors errors) {
        var kind = resource.replaceFirst("^(limits|requests)\\.", "");
        if (kind.equals(resource)) {
            return;
        }
        if (kind.equals("cpu") && !divisor.equals("1") && !divisor.equals("1m")) {
            errors.invalid(
                    path,
                    resource,
                    "only divisor's values 1m and 1 are supported with the cpu resource");
        }
        var measured =
                switch (kind) {
                    case "memory" -> "memory";
                    case "ephemeral-storage" -> "local ephemeral storage";
                    default -> kind.startsWith("hugepages-") ? "hugepages" : "";
                };
        if (!measured.isEmpty() && !DIVISORS.contains(divisor)) {
            errors.invalid(
                    path,
                    resource,
                    "only divisor's values "
                            + String.join(", ", DIVISORS)
                            + " are supported with the "
                            + measured
                            + " resource");
        }
    }

    static void sources(List<EnvFromSource> sources, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            var at = path.index(i);
            var prefix = source.prefix();
            if (prefix != null) {
                errors.invalidEach(at.child("prefix"), prefix, FieldNames.envName(prefix));
            }
            var configMap = source.configMapRef();
            var secret = source.secretRef();
            if (configMap != null) {
                named(configMap.name(), at.child("configMapRef", "name"), errors);
            }
            if (secret != null) {
                named(secret.name(), at.child("secretRef", "name"), errors);
            }
            if (configMap == null && secret == null) {
                errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
            } else if (configMap != null && secret != null) {
                errors.invalid(path, "", "may not have more than one field specified at a time");
            }
        }
    }

    private static void named(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name == null) {
            errors.required(path, "");
        } else {
            errors.invalidEach(path, name, Names.subdomain(Names.maskTrailingDash(name)));
        }
    }
}
