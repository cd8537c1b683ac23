package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The sources of volumes that outside drivers serve, alike in Pods and in PersistentVolumes; read
/// as trees, since most need nothing but certain fields.
final class VolumeSourceRules {
    /// What a source cannot do without, by its own field.
    private static final Map<String, List<String>> REQUIRED =
            Map.ofEntries(
                    Map.entry("awsElasticBlockStore", List.of("volumeID")),
                    Map.entry("azureDisk", List.of("diskName", "diskURI")),
                    Map.entry("azureFile", List.of("secretName", "shareName")),
                    Map.entry("cephfs", List.of("monitors")),
                    Map.entry("cinder", List.of("volumeID")),
                    Map.entry("flexVolume", List.of("driver")),
                    Map.entry("gcePersistentDisk", List.of("pdName")),
                    Map.entry("gitRepo", List.of("repository")),
                    Map.entry("glusterfs", List.of("endpoints", "path")),
                    Map.entry("iscsi", List.of("targetPortal", "iqn")),
                    Map.entry("photonPersistentDisk", List.of("pdID")),
                    Map.entry("portworxVolume", List.of("volumeID")),
                    Map.entry("quobyte", List.of("volume")),
                    Map.entry("rbd", List.of("monitors", "image")),
                    Map.entry("scaleIO", List.of("gateway", "system", "volumeName")),
                    Map.entry("storageos", List.of("volumeName")),
                    Map.entry("vsphereVolume", List.of("volumePath")));

    private static final Pattern IQN =
            Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([A-Za-z0-9-.]+)(:[^,;*&$|\\s]+)");
    private static final Pattern EUI = Pattern.compile("eui.[A-Fa-f0-9]{16}");
    private static final Pattern NAA = Pattern.compile("naa.[A-Fa-f0-9]{32}");
    private static final List<String> INITIATORS = List.of("iqn", "eui", "naa");
    private static final String REGISTRY =
            "must be a host:port pair or multiple pairs separated by commas";

    private VolumeSourceRules() {}

    /// @param type the source's field in the volume
    static void check(String type, JsonObject source, FieldPath path, FieldErrors errors) {
        for (var field : REQUIRED.getOrDefault(type, List.of())) {
            if (isEmpty(source, field)) {
                errors.required(path.child(field), "");
            }
        }
        switch (type) {
            case "awsElasticBlockStore", "gcePersistentDisk" ->
                    range(source, "partition", 1, path, errors);
            case "azureDisk" -> azureDisk(source, path, errors);
            case "cinder" -> secret(source, path, errors);
            case "fc" -> fibre(source, path, errors);
            case "flexVolume" -> options(source.object("options"), path.child("options"), errors);
            case "flocker" -> flocker(source, path, errors);
            case "gitRepo" ->
                    Paths.descending(text(source, "directory"), path.child("directory"), errors);
            case "iscsi" -> iscsi(source, path, errors);
            case "quobyte" -> quobyte(source, path, errors);
            case "storageos" -> storageOs(source, path, errors);
            default -> {}
        }
    }

    private static boolean isEmpty(JsonObject source, String field) {
        return source.get(field) instanceof JsonArray array
                ? array.items().isEmpty()
                : text(source, field).isEmpty();
    }

    private static String text(JsonObject source, String field) {
        return Objects.requireNonNullElse(source.text(field), "");
    }

    private static void range(
            JsonObject source, String field, int low, FieldPath path, FieldErrors errors) {
        if (source.get(field) instanceof JsonInteger(var number) && (number < 0 || number > 255)) {
            errors.invalidEach(path.child(field), number, FieldNames.within(number, low, 255));
        }
    }

    private static void secret(JsonObject source, FieldPath path, FieldErrors errors) {
        if (source.has("secretRef") && text(source.object("secretRef"), "name").isEmpty()) {
            errors.required(path.child("secretRef", "name"), "");
        }
    }

    private static void azureDisk(JsonObject source, FieldPath path, FieldErrors errors) {
        known(
                source.text("cachingMode"),
                List.of("None", "ReadOnly", "ReadWrite"),
                path.child("cachingMode"),
                errors);
        var kind = Objects.requireNonNullElse(source.text("kind"), "Shared");
        known(kind, List.of("Dedicated", "Managed", "Shared"), path.child("kind"), errors);
        boolean managed = kind.equals("Managed");
        var uri = text(source, "diskURI");
        if (!uri.startsWith(managed ? "/subscriptions/" : "https://")) {
            errors.notSupported(
                    path.child("diskURI"),
                    uri,
                    List.of(
                            managed
                                    ? "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
                                    : "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"));
        }
    }

    private static void known(
            @Nullable String value, List<String> supported, FieldPath path, FieldErrors errors) {
        if (value != null && !supported.contains(value)) {
            errors.notSupported(path, value, supported);
        }
    }

    private static void fibre(JsonObject source, FieldPath path, FieldErrors errors) {
        boolean names = !isEmpty(source, "targetWWNs");
        boolean ids = !isEmpty(source, "wwids");
        if (!names && !ids) {
            errors.required(
                    path.child("targetWWNs"),
                    "must specify either targetWWNs or wwids, but not both");
        }
        if (names && ids) {
            errors.invalid(
                    path.child("targetWWNs"),
                    new FieldError.Written(Json.text(source.array("targetWWNs"))),
                    "targetWWNs and wwids can not be specified simultaneously");
        }
        if (names && !source.has("lun")) {
            errors.required(path.child("lun"), "lun is required if targetWWNs is specified");
        } else if (names) {
            range(source, "lun", 0, path, errors);
        }
    }

    private static void options(JsonObject options, FieldPath path, FieldErrors errors) {
        for (var key : options.fields().keySet()) {
            int slash = key.indexOf('/');
            var namespace =
                    "." + (slash < 0 ? key : key.substring(0, slash)).toLowerCase(Locale.ROOT);
            if (namespace.endsWith(".kubernetes.io") || namespace.endsWith(".k8s.io")) {
                errors.invalid(
                        path.key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    private static void flocker(JsonObject source, FieldPath path, FieldErrors errors) {
        var name = text(source, "datasetName");
        var uuid = text(source, "datasetUUID");
        if (name.isEmpty() && uuid.isEmpty()) {
            errors.required(path, "one of datasetName and datasetUUID is required");
        }
        if (!name.isEmpty() && !uuid.isEmpty()) {
            errors.invalid(
                    path,
                    "resource",
                    "datasetName and datasetUUID can not be specified simultaneously");
        }
        if (name.indexOf('/') >= 0) {
            errors.invalid(path.child("datasetName"), name, "must not contain '/'");
        }
    }

    private static void iscsi(JsonObject source, FieldPath path, FieldErrors errors) {
        boolean inPod = !path.toString().startsWith("spec.iscsi");
        var wrong = "must be valid format" + (inPod ? " starting with iqn, eui, or naa" : "");
        var target = text(source, "iqn");
        if (!target.isEmpty()) {
            initiator(target, wrong, path.child("iqn"), errors);
        }
        range(source, "lun", 0, path, errors);
        boolean authenticates =
                JsonBoolean.of(true).equals(source.get("chapAuthDiscovery"))
                        || JsonBoolean.of(true).equals(source.get("chapAuthSession"));
        if (authenticates && !source.has("secretRef")) {
            errors.required(path.child("secretRef"), "");
        }
        if (!inPod) {
            secret(source, path, errors);
        }
        var own = source.text("initiatorName");
        if (own != null) {
            initiator(own, wrong, path.child("initiatorname"), errors);
        }
    }

    /// Names of initiators and targets (RFC 3721).
    private static void initiator(String name, String other, FieldPath path, FieldErrors errors) {
        if (INITIATORS.stream().noneMatch(name::startsWith)) {
            errors.invalid(path, name, other);
            return;
        }
        var form =
                switch (name.charAt(0)) {
                    case 'i' -> IQN;
                    case 'e' -> EUI;
                    default -> NAA;
                };
        if (!form.matcher(name).matches()) {
            errors.invalid(path, name, "must be valid format");
        }
    }

    private static void quobyte(JsonObject source, FieldPath path, FieldErrors errors) {
        var registry = text(source, "registry");
        if (registry.isEmpty()) {
            errors.required(path.child("registry"), REGISTRY);
        } else if (text(source, "tenant").length() > 64) {
            errors.required(
                    path.child("tenant"),
                    "must be a UUID and may not exceed a length of 64 characters");
        } else {
            for (var pair : registry.split(",", -1)) {
                int colon = pair.lastIndexOf(':');
                boolean two = colon >= 0 && (pair.indexOf(':') == colon || pair.startsWith("["));
                if (!two) {
                    errors.invalid(path.child("registry"), registry, REGISTRY);
                }
            }
        }
    }

    private static void storageOs(JsonObject source, FieldPath path, FieldErrors errors) {
        for (var field : List.of("volumeName", "volumeNamespace")) {
            var name = text(source, field);
            if (!name.isEmpty()) {
                errors.invalidEach(path.child(field), name, Names.label(name));
            }
        }
        secret(source, path, errors);
    }
}
