package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.CSIPersistentVolumeSource;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeSpec;
import dev.jong.api.core.v1.SecretReference;
import dev.jong.api.core.v1.VolumeNodeAffinity;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.Names;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// PersistentVolumes.
final class PersistentVolumeRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int LONGEST_DRIVER = 63;
    private static final String NOT_INLINE =
            "may not be specified in the context of inline volumes";

    /// The order in which upstream counts the types of volumes; `flexVolume` is never one too many.
    private static final List<String> TYPES =
            List.of(
                    "hostPath",
                    "gcePersistentDisk",
                    "awsElasticBlockStore",
                    "glusterfs",
                    "flocker",
                    "nfs",
                    "rbd",
                    "quobyte",
                    "cephFS",
                    "iscsi",
                    "cinder",
                    "fc",
                    "flexVolume",
                    "azureFile",
                    "vsphereVolume",
                    "photonPersistentDisk",
                    "portworxVolume",
                    "azureDisk",
                    "scaleIO",
                    "local",
                    "storageos",
                    "csi");

    private PersistentVolumeRules() {}

    /// What an attachment says of a volume that is no object of its own (CSI migration): a CSI
    /// volume, without what only such an object can say.
    static void inline(PersistentVolumeSpec spec, FieldPath path, FieldErrors errors) {
        var written = (JsonObject) Json.tree(spec, PersistentVolumeSpec.CODEC);
        for (var field : List.of("claimRef", "capacity")) {
            if (written.has(field)) {
                errors.forbidden(path.child(field), NOT_INLINE);
            }
        }
        if (spec.csi() == null) {
            errors.required(
                    path.child("csi"), "has to be specified in the context of inline volumes");
        }
        accessModes(spec.accessModes(), path, errors);
        var policy = spec.persistentVolumeReclaimPolicy();
        if (policy != null && !policy.isEmpty() && !policy.equals("Retain")) {
            errors.forbidden(
                    path.child("persistentVolumeReclaimPolicy"),
                    "may only be Retain in the context of inline volumes");
        }
        if (spec.nodeAffinity() != null) {
            errors.forbidden(path.child("nodeAffinity"), NOT_INLINE);
        }
        source(spec, path, errors);
        var className = spec.storageClassName();
        if (className != null && !className.isEmpty()) {
            errors.forbidden(path.child("storageClassName"), NOT_INLINE);
        }
        var mode = spec.volumeMode();
        if (mode != null && !mode.equals("Filesystem")) {
            errors.forbidden(
                    path.child("volumeMode"),
                    "may not specify volumeMode other than Filesystem in the context of inline"
                            + " volumes");
        }
    }

    static List<FieldError> check(PersistentVolume volume) {
        var errors = new FieldErrors();
        var spec = volume.spec();
        accessModes(spec.accessModes(), SPEC, errors);
        capacity(spec, errors);
        var policy = spec.persistentVolumeReclaimPolicy();
        if (policy != null && !policy.isEmpty()) {
            errors.oneOf(
                    SPEC.child("persistentVolumeReclaimPolicy"),
                    policy,
                    List.of("Delete", "Recycle", "Retain"));
        }
        affinity(spec.nodeAffinity(), errors);
        source(spec, SPEC, errors);
        named(spec.storageClassName(), SPEC.child("storageClassName"), errors);
        var mode = spec.volumeMode();
        var modes = List.of("Block", "Filesystem");
        if (mode != null && !modes.contains(mode)) {
            errors.notSupported(SPEC.child("volumeMode"), mode, modes);
        }
        attributes(spec, SPEC, errors);
        return errors.list();
    }

    private static void named(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name != null && !name.isEmpty()) {
            errors.invalidEach(path, name, Names.subdomain(name));
        }
    }

    private static void accessModes(List<String> modes, FieldPath spec, FieldErrors errors) {
        var path = spec.child("accessModes");
        if (modes.isEmpty()) {
            errors.required(path, "");
        }
        AccessModes.check(modes, path, errors);
    }

    private static void capacity(PersistentVolumeSpec spec, FieldErrors errors) {
        var path = SPEC.child("capacity");
        var capacity = spec.capacity();
        if (capacity.isEmpty()) {
            errors.required(path, "");
        }
        if (!capacity.containsKey("storage") || capacity.size() > 1) {
            errors.notSupported(path, shown(spec), List.of("storage"));
        }
        for (var entry : capacity.entrySet()) {
            var at = path.key(entry.getKey());
            var amount = entry.getValue();
            if (amount.signum() < 0) {
                errors.invalid(at, amount.value(), "must be a valid resource quantity");
            }
            if (amount.signum() <= 0) {
                errors.invalid(at, amount.toString(), "must be greater than zero");
            }
        }
    }

    private static Object shown(PersistentVolumeSpec spec) {
        var tree = ((JsonObject) Json.tree(spec, PersistentVolumeSpec.CODEC)).get("capacity");
        return new FieldError.Written(tree == null ? "null" : Json.text(tree));
    }

    private static void affinity(@Nullable VolumeNodeAffinity affinity, FieldErrors errors) {
        if (affinity == null) {
            return;
        }
        var path = SPEC.child("nodeAffinity", "required");
        var required = affinity.required();
        if (required == null) {
            errors.required(path, "must specify required node constraints");
        } else {
            PlacementRules.terms(required.nodeSelectorTerms(), path, errors);
        }
    }

    private static void source(PersistentVolumeSpec spec, FieldPath at, FieldErrors errors) {
        var tree = (JsonObject) Json.tree(spec, PersistentVolumeSpec.CODEC);
        String only = null;
        for (var type : TYPES) {
            var field = type.equals("cephFS") ? "cephfs" : type;
            if (!tree.has(field)) {
                continue;
            }
            if (only != null && !type.equals("flexVolume")) {
                errors.forbidden(at.child(type), "may not specify more than 1 volume type");
            } else {
                only = only == null ? type : only;
                VolumeSourceRules.check(
                        field,
                        tree.object(field),
                        at.child(field.equals("gcePersistentDisk") ? "persistentDisk" : field),
                        errors);
                inside(type, spec, at, errors);
            }
        }
        if (only == null) {
            errors.required(at, "must specify a volume type");
        }
        var host = spec.hostPath();
        if (host != null
                && host.path().matches("/+")
                && "Recycle".equals(spec.persistentVolumeReclaimPolicy())) {
            errors.forbidden(
                    at.child("persistentVolumeReclaimPolicy"),
                    "may not be 'recycle' for a hostPath mount of '/'");
        }
    }

    private static void inside(
            String type, PersistentVolumeSpec spec, FieldPath at, FieldErrors errors) {
        var source = spec;
        var path = at.child(type);
        var host = source.hostPath();
        var nfs = source.nfs();
        var local = source.local();
        var csi = source.csi();
        if (type.equals("hostPath") && host != null) {
            VolumeRules.hostPath(host, path, errors);
        } else if (type.equals("nfs") && nfs != null) {
            VolumeRules.nfs(nfs, path, errors);
        } else if (type.equals("csi") && csi != null) {
            csi(csi, path, errors);
        } else if (type.equals("local") && local != null) {
            if (local.path().isEmpty()) {
                errors.required(path.child("path"), "");
            } else {
                Paths.noStepsBack(local.path(), path.child("path"), errors);
            }
            if (spec.nodeAffinity() == null) {
                errors.required(at.child("nodeAffinity"), "Local volume requires node affinity");
            }
        }
    }

    private static void csi(CSIPersistentVolumeSource csi, FieldPath path, FieldErrors errors) {
        driver(csi.driver(), path.child("driver"), errors);
        if (csi.volumeHandle().isEmpty()) {
            errors.required(path.child("volumeHandle"), "");
        }
        secret(csi.controllerPublishSecretRef(), path.child("controllerPublishSecretRef"), errors);
        secret(csi.controllerExpandSecretRef(), path.child("controllerExpandSecretRef"), errors);
        secret(csi.nodePublishSecretRef(), path.child("nodePublishSecretRef"), errors);
        secret(csi.nodeExpandSecretRef(), path.child("nodeExpandSecretRef"), errors);
    }

    /// The name of a CSI driver.
    static void driver(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        if (name.length() > LONGEST_DRIVER) {
            errors.add(FieldError.tooLong(path, LONGEST_DRIVER));
        }
        errors.invalidEach(path, name, Names.subdomain(name.toLowerCase(Locale.ROOT)));
    }

    private static void secret(
            @Nullable SecretReference secret, FieldPath path, FieldErrors errors) {
        if (secret == null) {
            return;
        }
        var name = Objects.requireNonNullElse(secret.name(), "");
        var namespace = Objects.requireNonNullElse(secret.namespace(), "");
        if (name.isEmpty()) {
            errors.required(path.child("name"), "");
        } else {
            errors.invalidEach(path.child("name"), name, Names.subdomain(name));
        }
        if (namespace.isEmpty()) {
            errors.required(path.child("namespace"), "");
        } else {
            errors.invalidEach(path.child("namespace"), namespace, Names.label(namespace));
        }
    }

    private static void attributes(PersistentVolumeSpec spec, FieldPath at, FieldErrors errors) {
        var name = spec.volumeAttributesClassName();
        if (name == null) {
            return;
        }
        if (name.isEmpty()) {
            errors.required(at.child("volumeAttributesClassName"), "an empty string is disallowed");
        } else {
            named(name, at.child("volumeAttributesClassName"), errors);
        }
        if (spec.csi() == null) {
            errors.required(
                    at.child("csi"), "has to be specified when using volumeAttributesClassName");
        }
    }

    static List<FieldError> update(PersistentVolume now, PersistentVolume old) {
        var errors = new FieldErrors();
        var source = source(withoutNewExpansion(now.spec(), old.spec()));
        var before = source(old.spec());
        if (!source.equals(before)) {
            errors.forbidden(
                    SPEC.child("persistentvolumesource"),
                    "spec.persistentvolumesource is immutable after creation\n"
                            + PodUpdateRules.difference(source, before));
        }
        errors.immutable(
                FieldPath.of("volumeMode"), now.spec().volumeMode(), old.spec().volumeMode());
        var affinity = old.spec().nodeAffinity();
        var asked = now.spec().nodeAffinity();
        if (affinity != null
                && (asked == null || !VolumeAffinityChange.isAllowed(asked, affinity))) {
            errors.invalid(
                    FieldPath.of("nodeAffinity"),
                    new FieldError.Written(
                            asked == null
                                    ? "null"
                                    : Json.text(Json.tree(asked, VolumeNodeAffinity.CODEC))),
                    "field is immutable, except for updating from beta label to GA");
        }
        if (old.spec().volumeAttributesClassName() != null
                && now.spec().volumeAttributesClassName() == null) {
            errors.forbidden(
                    SPEC.child("volumeAttributesClassName"),
                    "update from non-nil value to nil is forbidden");
        }
        return errors.list();
    }

    /// The one type of volume it is, by its field.
    private static JsonObject source(PersistentVolumeSpec spec) {
        var source = JsonObject.EMPTY;
        var tree = (JsonObject) Json.tree(spec, PersistentVolumeSpec.CODEC);
        for (var type : TYPES) {
            var field = type.equals("cephFS") ? "cephfs" : type;
            var value = tree.get(field);
            if (value != null) {
                source = source.with(field, value);
            }
        }
        return source;
    }

    /// The secret for expansion may be named later.
    private static PersistentVolumeSpec withoutNewExpansion(
            PersistentVolumeSpec now, PersistentVolumeSpec old) {
        var csi = now.csi();
        var before = old.csi();
        return csi != null && before != null && before.controllerExpandSecretRef() == null
                ? now.withCsi(csi.withControllerExpandSecretRef(null))
                : now;
    }
}
