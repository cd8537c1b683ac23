package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.DownwardAPIVolumeFile;
import dev.jong.api.core.v1.HostPathVolumeSource;
import dev.jong.api.core.v1.KeyToPath;
import dev.jong.api.core.v1.NFSVolumeSource;
import dev.jong.api.core.v1.ProjectedVolumeSource;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.core.v1.VolumeProjection;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Volumes of Pods.
final class VolumeRules {
    private static final List<String> HOST_PATH_TYPES =
            List.of(
                    "",
                    "BlockDevice",
                    "CharDevice",
                    "Directory",
                    "DirectoryOrCreate",
                    "File",
                    "FileOrCreate",
                    "Socket");

    /// The order in which upstream counts the types of volumes.
    private static final List<String> TYPES =
            List.of(
                    "emptyDir",
                    "hostPath",
                    "gitRepo",
                    "gcePersistentDisk",
                    "awsElasticBlockStore",
                    "secret",
                    "nfs",
                    "iscsi",
                    "glusterfs",
                    "flocker",
                    "persistentVolumeClaim",
                    "rbd",
                    "cinder",
                    "cephfs",
                    "quobyte",
                    "downwardAPI",
                    "fc",
                    "flexVolume",
                    "configMap",
                    "azureFile",
                    "vsphereVolume",
                    "photonPersistentDisk",
                    "portworxVolume",
                    "azureDisk",
                    "storageos",
                    "projected",
                    "scaleIO",
                    "csi",
                    "ephemeral",
                    "image");

    /// As upstream spells them where one is too many.
    private static final Map<String, String> MISSPELLED =
            Map.of("cephfs", "cephFS", "downwardAPI", "downwarAPI");

    private VolumeRules() {}

    /// Checks all, and tells which can be mounted.
    ///
    /// @return the names of the volumes that are sound
    static Set<String> check(List<Volume> volumes, FieldPath path, FieldErrors errors) {
        var names = new HashSet<String>();
        for (int i = 0; i < volumes.size(); i++) {
            var volume = volumes.get(i);
            var at = path.index(i);
            var own = new FieldErrors();
            source(volume, at, own);
            if (volume.name().isEmpty()) {
                own.required(at.child("name"), "");
            } else {
                own.invalidEach(at.child("name"), volume.name(), Names.label(volume.name()));
            }
            if (names.contains(volume.name())) {
                own.duplicate(at.child("name"), volume.name());
            }
            if (own.isEmpty()) {
                names.add(volume.name());
            }
            errors.addAll(own.list());
        }
        return names;
    }

    private static void source(Volume volume, FieldPath at, FieldErrors errors) {
        var tree = (JsonObject) Json.tree(volume, Volume.CODEC);
        var types = TYPES.stream().filter(tree::has).toList();
        if (types.isEmpty()) {
            errors.required(at, "must specify a volume type");
            return;
        }
        var first = types.getFirst();
        VolumeSourceRules.check(
                first,
                tree.object(first),
                at.child(first.equals("gcePersistentDisk") ? "persistentDisk" : first),
                errors);
        only(Json.read(without(tree, types.subList(1, types.size())), Volume.CODEC), at, errors);
        for (var type : types.subList(1, types.size())) {
            errors.forbidden(
                    at.child(MISSPELLED.getOrDefault(type, type)),
                    "may not specify more than 1 volume type");
        }
    }

    private static JsonObject without(JsonObject tree, List<String> fields) {
        var left = tree;
        for (var field : fields) {
            left = left.without(field);
        }
        return left;
    }

    private static void only(Volume volume, FieldPath at, FieldErrors errors) {
        var empty = volume.emptyDir();
        if (empty != null) {
            Quantity limit = empty.sizeLimit();
            if (limit != null && limit.signum() < 0) {
                errors.forbidden(
                        at.child("emptyDir").child("sizeLimit"),
                        "SizeLimit field must be a valid resource quantity");
            }
        }
        var hostPath = volume.hostPath();
        if (hostPath != null) {
            hostPath(hostPath, at.child("hostPath"), errors);
        }
        var files = volume.secret();
        if (files != null) {
            files(files.secretName(), "secretName", at.child("secret"), errors);
            Paths.mode(files.defaultMode(), at.child("secret").child("defaultMode"), errors);
            items(files.items(), at.child("secret").child("items"), errors);
        }
        var configMap = volume.configMap();
        if (configMap != null) {
            files(configMap.name(), "name", at.child("configMap"), errors);
            Paths.mode(configMap.defaultMode(), at.child("configMap").child("defaultMode"), errors);
            items(configMap.items(), at.child("configMap").child("items"), errors);
        }
        var downward = volume.downwardApi();
        if (downward != null) {
            Paths.mode(
                    downward.defaultMode(), at.child("downwardAPI").child("defaultMode"), errors);
            downward(downward.items(), at.child("downwardAPI").child("items"), errors);
        }
        var projected = volume.projected();
        if (projected != null) {
            projected(projected, at.child("projected"), errors);
        }
        var claim = volume.persistentVolumeClaim();
        if (claim != null && claim.claimName().isEmpty()) {
            errors.required(at.child("persistentVolumeClaim").child("claimName"), "");
        }
        var nfs = volume.nfs();
        if (nfs != null) {
            nfs(nfs, at.child("nfs"), errors);
        }
        var csi = volume.csi();
        if (csi != null) {
            PersistentVolumeRules.driver(csi.driver(), at.child("csi", "driver"), errors);
            var secret = csi.nodePublishSecretRef();
            if (secret != null && Objects.requireNonNullElse(secret.name(), "").isEmpty()) {
                errors.required(at.child("csi", "nodePublishSecretRef", "name"), "");
            }
        }
        var ephemeral = volume.ephemeral();
        if (ephemeral != null && ephemeral.volumeClaimTemplate() == null) {
            errors.required(at.child("ephemeral", "volumeClaimTemplate"), "");
        }
        var image = volume.image();
        if (image != null) {
            errors.oneOf(
                    at.child("image", "pullPolicy"),
                    image.pullPolicy(),
                    List.of("Always", "IfNotPresent", "Never"));
        }
    }

    static void hostPath(HostPathVolumeSource host, FieldPath path, FieldErrors errors) {
        if (host.path().isEmpty()) {
            errors.required(path.child("path"), "");
            return;
        }
        Paths.noStepsBack(host.path(), path.child("path"), errors);
        var type = host.type();
        if (type != null && !HOST_PATH_TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, HOST_PATH_TYPES);
        }
    }

    static void nfs(NFSVolumeSource nfs, FieldPath path, FieldErrors errors) {
        if (nfs.server().isEmpty()) {
            errors.required(path.child("server"), "");
        }
        if (nfs.path().isEmpty()) {
            errors.required(path.child("path"), "");
        }
        if (!nfs.path().startsWith("/")) {
            errors.invalid(path.child("path"), nfs.path(), "must be an absolute path");
        }
    }

    private static void files(
            @Nullable String name, String field, FieldPath path, FieldErrors errors) {
        if (name == null) {
            errors.required(path.child(field), "");
        }
    }

    private static void items(List<KeyToPath> items, FieldPath path, FieldErrors errors) {
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

    private static void downward(
            List<DownwardAPIVolumeFile> files, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < files.size(); i++) {
            var file = files.get(i);
            var at = path.index(i);
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

    private static void projected(
            ProjectedVolumeSource projected, FieldPath path, FieldErrors errors) {
        Paths.mode(projected.defaultMode(), path.child("defaultMode"), errors);
        for (int i = 0; i < projected.sources().size(); i++) {
            projection(projected.sources().get(i), path.child("sources").index(i), errors);
        }
    }

    private static void projection(VolumeProjection source, FieldPath at, FieldErrors errors) {
        var secret = source.secret();
        if (secret != null) {
            files(secret.name(), "name", at.child("secret"), errors);
            items(secret.items(), at.child("secret").child("items"), errors);
        }
        var configMap = source.configMap();
        if (configMap != null) {
            files(configMap.name(), "name", at.child("configMap"), errors);
            items(configMap.items(), at.child("configMap").child("items"), errors);
        }
        var downward = source.downwardApi();
        if (downward != null) {
            downward(downward.items(), at.child("downwardAPI"), errors);
        }
        var token = source.serviceAccountToken();
        if (token != null) {
            var path = at.child("serviceAccountToken");
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
            if (token.path().isEmpty()) {
                errors.required(path.child("path"), "");
            }
        }
    }
}
