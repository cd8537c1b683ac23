package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.DownwardAPIVolumeFile;
import dev.jong.api.core.v1.KeyToPath;
import dev.jong.api.core.v1.ProjectedVolumeSource;
import dev.jong.api.core.v1.ServiceAccountTokenProjection;
import dev.jong.api.core.v1.VolumeProjection;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Volumes of files that the kubelet writes from what the API knows.
///
/// Upstream leaves the numbers of `downwardAPI` items out of paths, and so does this.
final class ProjectionRules {
    private static final String CONFLICT = "conflicting duplicate paths";

    private ProjectionRules() {}

    static void check(ProjectedVolumeSource projected, FieldPath path, FieldErrors errors) {
        Paths.mode(projected.defaultMode(), path.child("defaultMode"), errors);
        var taken = new HashSet<String>();
        for (int i = 0; i < projected.sources().size(); i++) {
            var source = projected.sources().get(i);
            var at = path.child("sources").index(i);
            projection(source, taken, path, at, errors);
            // Upstream's gates of the two other sources are off, so that none is ever stored.
            long count =
                    Stream.of(
                                    source.secret(),
                                    source.configMap(),
                                    source.downwardApi(),
                                    source.serviceAccountToken())
                            .filter(Objects::nonNull)
                            .count();
            if (count > 1) {
                errors.forbidden(at, "may not specify more than 1 volume type per source");
            }
        }
    }

    private static void projection(
            VolumeProjection source,
            Set<String> taken,
            FieldPath path,
            FieldPath at,
            FieldErrors errors) {
        var secret = source.secret();
        if (secret != null) {
            named(secret.name(), at.child("secret", "name"), errors);
            items(secret.items(), at.child("secret", "items"), errors);
            for (var item : secret.items()) {
                taken(item.path(), taken, secret.name(), path, errors);
            }
        }
        var configMap = source.configMap();
        if (configMap != null) {
            named(configMap.name(), at.child("configMap", "name"), errors);
            items(configMap.items(), at.child("configMap", "items"), errors);
            for (var item : configMap.items()) {
                taken(item.path(), taken, configMap.name(), path, errors);
            }
        }
        var downward = source.downwardApi();
        if (downward != null) {
            downward(downward.items(), at.child("downwardAPI"), errors);
            for (var item : downward.items()) {
                taken(item.path(), taken, item.path(), path, errors);
            }
        }
        var token = source.serviceAccountToken();
        if (token != null) {
            token(token, path, at.child("serviceAccountToken"), errors);
        }
    }

    private static void named(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name == null) {
            errors.required(path, "");
        }
    }

    private static void taken(
            String file,
            Set<String> taken,
            @Nullable String shown,
            FieldPath path,
            FieldErrors errors) {
        if (!file.isEmpty() && !taken.add(file)) {
            errors.invalid(path, shown == null ? "" : shown, CONFLICT);
        }
    }

    private static void token(
            ServiceAccountTokenProjection token,
            FieldPath volume,
            FieldPath path,
            FieldErrors errors) {
        var seconds = token.expirationSeconds();
        if (seconds != null && seconds < 600) {
            errors.invalid(
                    path.child("expirationSeconds"),
                    seconds,
                    "may not specify a duration less than 10 minutes");
        }
        if (seconds != null && seconds > 1L << 32) {
            errors.invalid(
                    path.child("expirationSeconds"),
                    seconds,
                    "may not specify a duration larger than 2^32 seconds");
        }
        Paths.projected(token.path(), volume.child("path"), errors);
    }

    static void items(List<KeyToPath> items, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var at = path.index(i);
            if (item.key().isEmpty()) {
                errors.required(at.child("key"), "");
            }
            Paths.projected(item.path(), at.child("path"), errors);
            Paths.mode(item.mode(), at.child("mode"), errors);
        }
    }

    static void downward(List<DownwardAPIVolumeFile> files, FieldPath at, FieldErrors errors) {
        for (var file : files) {
            Paths.projected(file.path(), at.child("path"), errors);
            var field = file.fieldRef();
            var resource = file.resourceFieldRef();
            if (field != null) {
                EnvRules.field(field, EnvRules.VOLUME_FIELDS, at.child("fieldRef"), errors);
                if (resource != null) {
                    errors.invalid(
                            at,
                            "resource",
                            "fieldRef and resourceFieldRef can not be specified simultaneously");
                }
            } else if (resource != null) {
                EnvRules.resource(resource, true, at.child("resourceFieldRef"), errors);
            } else {
                errors.required(at, "one of fieldRef and resourceFieldRef is required");
            }
            Paths.mode(file.mode(), at.child("mode"), errors);
        }
    }
}
