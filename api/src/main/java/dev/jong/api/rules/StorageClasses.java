package dev.jong.api.rules;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.storage.v1.StorageClass;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/// Which class of storage a claim or a volume is of.
public final class StorageClasses {
    /// The older way to name the class, on claims and volumes; it wins.
    private static final String BETA = "volume.beta.kubernetes.io/storage-class";

    private static final String IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";
    private static final String IS_DEFAULT_BETA =
            "storageclass.beta.kubernetes.io/is-default-class";

    /// Of several defaults the newest counts, of equally new ones the first by name.
    private static final Comparator<StorageClass> OLDEST_FIRST =
            Comparator.comparing(StorageClasses::created)
                    .thenComparing(Comparator.comparing(StorageClass::name).reversed());

    private StorageClasses() {}

    /// The class a claim asks for, "" for none.
    public static String of(PersistentVolumeClaim claim) {
        var beta = claim.metadata().annotations().get(BETA);
        return beta != null
                ? beta
                : Objects.requireNonNullElse(claim.spec().storageClassName(), "");
    }

    /// The class of a volume, "" for none.
    public static String of(PersistentVolume volume) {
        var beta = volume.metadata().annotations().get(BETA);
        return beta != null
                ? beta
                : Objects.requireNonNullElse(volume.spec().storageClassName(), "");
    }

    /// Whether the claim says anything about its class; "" is something.
    public static boolean isChosen(PersistentVolumeClaim claim) {
        return claim.spec().storageClassName() != null
                || claim.metadata().annotations().containsKey(BETA);
    }

    /// The class for claims that say nothing.
    public static Optional<StorageClass> defaultOf(Collection<StorageClass> classes) {
        return classes.stream().filter(StorageClasses::isDefault).max(OLDEST_FIRST);
    }

    /// Whether its claims are bound only once a Pod that uses them has a node.
    public static boolean waitsForPod(StorageClass storageClass) {
        return "WaitForFirstConsumer".equals(storageClass.volumeBindingMode());
    }

    private static boolean isDefault(StorageClass storageClass) {
        var annotations = storageClass.metadata().annotations();
        return "true".equals(annotations.get(IS_DEFAULT))
                || "true".equals(annotations.get(IS_DEFAULT_BETA));
    }

    private static Instant created(StorageClass storageClass) {
        return Objects.requireNonNullElse(
                storageClass.metadata().creationTimestamp(), Instant.EPOCH);
    }
}
