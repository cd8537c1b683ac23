package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.HostPathVolumeSource;
import dev.jong.api.core.v1.NFSVolumeSource;
import dev.jong.api.core.v1.PersistentVolumeClaimTemplate;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /// @param owner the Pod's name, after which claims of its own are named; null in templates
    /// @return the volumes that are sound, by name
    static Map<String, Volume> check(
            List<Volume> volumes, @Nullable String owner, FieldPath path, FieldErrors errors) {
        var sound = new HashMap<String, Volume>();
        var claims = new HashSet<String>();
        if (owner != null) {
            volumes.stream()
                    .filter(volume -> volume.ephemeral() != null)
                    .forEach(volume -> claims.add(owner + "-" + volume.name()));
        }
        for (int i = 0; i < volumes.size(); i++) {
            var volume = volumes.get(i);
            var at = path.index(i);
            var own = new FieldErrors();
            source(volume, owner != null, at, own);
            if (owner != null) {
                generated(volume, owner, at, own);
            }
            if (volume.name().isEmpty()) {
                own.required(at.child("name"), "");
            } else {
                own.invalidEach(at.child("name"), volume.name(), Names.label(volume.name()));
            }
            if (sound.containsKey(volume.name())) {
                own.duplicate(at.child("name"), volume.name());
            }
            if (own.isEmpty()) {
                sound.put(volume.name(), volume);
            }
            errors.addAll(own.list());
            var claim = volume.persistentVolumeClaim();
            if (claim != null && claims.contains(claim.claimName())) {
                errors.invalid(
                        at.child("persistentVolumeClaim", "claimName"),
                        claim.claimName(),
                        "must not reference a PVC that gets created for an ephemeral volume");
            }
        }
        return sound;
    }

    /// The claim that is made for the volume needs a name too.
    private static void generated(Volume volume, String owner, FieldPath at, FieldErrors errors) {
        if (volume.ephemeral() == null || volume.name().isEmpty()) {
            return;
        }
        var name = owner + "-" + volume.name();
        Names.subdomain(name)
                .forEach(wrong ->
                        errors.invalid(
                                at.child("name"),
                                volume.name(),
                                "PVC name " + GoText.quote(name) + ": " + wrong));
    }

    private static void source(Volume volume, boolean pod, FieldPath at, FieldErrors errors) {
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
        var alone = Json.read(without(tree, types.subList(1, types.size())), Volume.CODEC);
        only(alone, pod, at, errors);
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

    private static void only(Volume volume, boolean pod, FieldPath at, FieldErrors errors) {
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
            ProjectionRules.items(files.items(), at.child("secret").child("items"), errors);
        }
        var configMap = volume.configMap();
        if (configMap != null) {
            files(configMap.name(), "name", at.child("configMap"), errors);
            Paths.mode(configMap.defaultMode(), at.child("configMap").child("defaultMode"), errors);
            ProjectionRules.items(configMap.items(), at.child("configMap").child("items"), errors);
        }
        var downward = volume.downwardApi();
        if (downward != null) {
            Paths.mode(
                    downward.defaultMode(), at.child("downwardAPI").child("defaultMode"), errors);
            ProjectionRules.downward(downward.items(), at.child("downwardAPI"), errors);
        }
        var projected = volume.projected();
        if (projected != null) {
            ProjectionRules.check(projected, at.child("projected"), errors);
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
            var name = secret == null ? null : secret.name();
            if (secret != null && name == null) {
                errors.required(at.child("csi", "nodePublishSecretRef", "name"), "");
            } else if (name != null) {
                errors.invalidEach(at.child("csi", "name"), name, Names.subdomain(name));
            }
        }
        var ephemeral = volume.ephemeral();
        if (ephemeral != null) {
            claim(
                    ephemeral.volumeClaimTemplate(),
                    at.child("ephemeral", "volumeClaimTemplate"),
                    errors);
        }
        var image = volume.image();
        if (image != null) {
            if (pod && Objects.requireNonNullElse(image.reference(), "").isEmpty()) {
                errors.required(at.child("image", "reference"), "");
            }
            errors.oneOf(
                    at.child("image", "pullPolicy"),
                    image.pullPolicy(),
                    List.of("Always", "IfNotPresent", "Never"));
        }
    }

    private static void claim(
            @Nullable PersistentVolumeClaimTemplate template, FieldPath path, FieldErrors errors) {
        if (template == null) {
            errors.required(path, "");
            return;
        }
        DeviceClaimRules.metadata(template.metadata(), path.child("metadata"), errors);
        VolumeClaimRules.spec(template.spec(), path.child("spec"), errors);
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
}
