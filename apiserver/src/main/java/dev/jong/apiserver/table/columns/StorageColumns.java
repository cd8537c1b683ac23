package dev.jong.apiserver.table.columns;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.TokenRequest;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.api.storage.v1.VolumeAttributesClass;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.table.Columns;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Volumes and those who provide them.
final class StorageColumns {
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";
    private static final Map<String, String> SHORT_MODES =
            Map.of(
                    "ReadWriteOnce",
                    "RWO",
                    "ReadOnlyMany",
                    "ROX",
                    "ReadWriteMany",
                    "RWX",
                    "ReadWriteOncePod",
                    "RWOP");
    private static final List<String> MODE_ORDER = List.of("RWO", "ROX", "RWX", "RWOP");

    private StorageColumns() {}

    static void addTo(ColumnSet set) {
        set.put(
                PersistentVolume.KIND,
                Columns.name(),
                Column.text(
                        "Capacity",
                        volume -> quantity(volume.spec().capacity().get("storage"), "0")),
                Column.text("Access Modes", volume -> modes(volume.spec().accessModes())),
                Column.text(
                        "Reclaim Policy",
                        volume -> Cells.orEmpty(volume.spec().persistentVolumeReclaimPolicy())),
                Column.text("Status", volume -> phase(volume.metadata(), volume.status().phase())),
                Column.text("Claim", StorageColumns::claim),
                Column.text(
                        "StorageClass",
                        each -> storageClass(each.metadata(), each.spec().storageClassName())),
                Column.text(
                        "VolumeAttributesClass",
                        each -> Cells.orUnset(each.spec().volumeAttributesClassName())),
                Column.text("Reason", volume -> Cells.orEmpty(volume.status().reason())),
                Columns.age(),
                Column.<PersistentVolume>text(
                                "VolumeMode", each -> Cells.orUnset(each.spec().volumeMode()))
                        .wide());
        set.put(
                PersistentVolumeClaim.KIND,
                Columns.name(),
                Column.text("Status", claim -> phase(claim.metadata(), claim.status().phase())),
                Column.text("Volume", claim -> Cells.orEmpty(claim.spec().volumeName())),
                Column.text(
                        "Capacity",
                        claim ->
                                bound(claim)
                                        ? quantity(claim.status().capacity().get("storage"), "0")
                                        : ""),
                Column.text(
                        "Access Modes",
                        claim -> bound(claim) ? modes(claim.status().accessModes()) : ""),
                Column.text(
                        "StorageClass",
                        each -> storageClass(each.metadata(), each.spec().storageClassName())),
                Column.text(
                        "VolumeAttributesClass",
                        each -> Cells.orUnset(each.spec().volumeAttributesClassName())),
                Columns.age(),
                Column.<PersistentVolumeClaim>text(
                                "VolumeMode", each -> Cells.orUnset(each.spec().volumeMode()))
                        .wide());
        set.put(
                StorageClass.KIND,
                Column.<StorageClass>text("Name", StorageColumns::className).format("name"),
                Column.text("Provisioner", StorageClass::provisioner),
                Column.text("ReclaimPolicy", each -> or(each.reclaimPolicy(), "Delete")),
                Column.text("VolumeBindingMode", each -> or(each.volumeBindingMode(), "Immediate")),
                Column.text(
                        "AllowVolumeExpansion",
                        each -> Boolean.TRUE.equals(each.allowVolumeExpansion())),
                Columns.age());
        set.put(
                VolumeAttributesClass.KIND,
                Columns.name(),
                Column.text("DriverName", VolumeAttributesClass::driverName),
                Columns.age());
        set.put(
                VolumeAttachment.KIND,
                Columns.name(),
                Column.<VolumeAttachment>text("Attacher", each -> each.spec().attacher())
                        .format("name"),
                Column.text(
                        "PV", each -> Cells.orEmpty(each.spec().source().persistentVolumeName())),
                Column.text("Node", each -> each.spec().nodeName()),
                flag("Attached", each -> each.status().attached()),
                Columns.age());
        set.put(
                CSINode.KIND,
                Columns.name(),
                Column.number("Drivers", node -> node.spec().drivers().size()),
                Columns.age());
        set.put(
                CSIDriver.KIND,
                Columns.name(),
                flag("AttachRequired", each -> !Boolean.FALSE.equals(each.spec().attachRequired())),
                flag("PodInfoOnMount", each -> Boolean.TRUE.equals(each.spec().podInfoOnMount())),
                flag("StorageCapacity", each -> Boolean.TRUE.equals(each.spec().storageCapacity())),
                Column.text("TokenRequests", StorageColumns::audiences),
                flag(
                        "RequiresRepublish",
                        each -> Boolean.TRUE.equals(each.spec().requiresRepublish())),
                Column.text(
                        "Modes",
                        each -> Cells.orNone(String.join(",", each.spec().volumeLifecycleModes()))),
                Columns.age());
        set.put(
                CSIStorageCapacity.KIND,
                Columns.name(),
                // Upstream knows no columns of its own for these.
                new Column<>(
                        "Created At",
                        "date",
                        "",
                        "",
                        0,
                        (each, _) -> String.valueOf(each.metadata().creationTimestamp())));
    }

    private static <T> Column<T> flag(String name, Predicate<T> test) {
        return new Column<>(name, "boolean", "", "", 0, (object, _) -> test.test(object));
    }

    private static String quantity(@Nullable Quantity quantity, String absent) {
        return quantity == null ? absent : quantity.toString();
    }

    private static String or(@Nullable String value, String absent) {
        return value == null ? absent : value;
    }

    private static boolean bound(PersistentVolumeClaim claim) {
        return !Cells.orEmpty(claim.spec().volumeName()).isEmpty();
    }

    private static String modes(List<String> modes) {
        var known = modes.stream().map(mode -> SHORT_MODES.getOrDefault(mode, mode)).toList();
        return MODE_ORDER.stream().filter(known::contains).collect(Collectors.joining(","));
    }

    private static String phase(ObjectMeta metadata, @Nullable String phase) {
        return metadata.deletionTimestamp() != null ? "Terminating" : Cells.orEmpty(phase);
    }

    private static String claim(PersistentVolume volume) {
        var claim = volume.spec().claimRef();
        return claim == null
                ? ""
                : Cells.orEmpty(claim.namespace()) + "/" + Cells.orEmpty(claim.name());
    }

    private static String storageClass(ObjectMeta metadata, @Nullable String name) {
        String old = metadata.annotations().get(OLD_CLASS);
        return old != null ? old : Cells.orEmpty(name);
    }

    private static String className(StorageClass storageClass) {
        boolean standard = "true".equals(storageClass.metadata().annotations().get(DEFAULT_CLASS));
        return storageClass.metadata().name() + (standard ? " (default)" : "");
    }

    private static String audiences(CSIDriver driver) {
        var requests = driver.spec().tokenRequests();
        if (requests.isEmpty()) return Cells.UNSET;
        return requests.stream().map(TokenRequest::audience).collect(Collectors.joining(","));
    }
}
