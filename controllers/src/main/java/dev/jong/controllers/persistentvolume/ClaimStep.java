package dev.jong.controllers.persistentvolume;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.rules.StorageClasses;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.api.storage.v1.StorageClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one claim needs next. Texts are upstream's.
sealed interface ClaimStep {
    /// Bind it to this volume, or finish to.
    record Bind(PersistentVolume volume) implements ClaimStep {}

    /// It had a volume and has it no more.
    record Lose(String reason, String message) implements ClaimStep {}

    /// It stays pending.
    record Wait(@Nullable News news) implements ClaimStep {}

    /// It said nothing about its class, and now there is a default one.
    record Classify(String className) implements ClaimStep {}

    /// Have a volume made for it.
    record Provision(String provisioner) implements ClaimStep {}

    /// It cannot be helped now; its status stays as it is.
    record Refuse(News news) implements ClaimStep {}

    /// An Event.
    record News(boolean warning, String reason, String message) {
        static News normal(String reason, String message) {
            return new News(false, reason, message);
        }

        static News warning(String reason, String message) {
            return new News(true, reason, message);
        }
    }

    /// What is there besides the claim.
    interface Surroundings {
        Optional<PersistentVolume> volume(String name);

        Collection<PersistentVolume> volumes();

        Collection<StorageClass> classes();

        /// Names of the unfinished Pods that use the claim and have no node.
        List<String> unscheduledPods(PersistentVolumeClaim claim);
    }

    static ClaimStep next(PersistentVolumeClaim claim, Surroundings around) {
        if (claim.metadata().annotations().containsKey(VolumeMatch.BIND_COMPLETED)) {
            return bound(claim, around);
        }
        var wanted = claim.spec().volumeName();
        return wanted == null ? any(claim, around) : particular(claim, wanted, around);
    }

    private static ClaimStep bound(PersistentVolumeClaim claim, Surroundings around) {
        var name = claim.spec().volumeName();
        if (name == null) {
            return new Lose(
                    "ClaimLost",
                    "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
        }
        var volume = around.volume(name).orElse(null);
        if (volume == null) {
            return new Lose(
                    "ClaimLost",
                    "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
        }
        var claimant = volume.spec().claimRef();
        return claimant == null || Objects.equals(claimant.uid(), claim.metadata().uid())
                ? new Bind(volume)
                : new Lose(
                        "ClaimMisbound",
                        "Two claims are bound to the same volume, this one is bound incorrectly");
    }

    private static ClaimStep particular(
            PersistentVolumeClaim claim, String wanted, Surroundings around) {
        var volume = around.volume(wanted).orElse(null);
        if (volume == null) {
            return new Wait(null);
        }
        if (volume.spec().claimRef() == null) {
            var misfit = VolumeMatch.misfit(volume, claim);
            return misfit == null
                    ? new Bind(volume)
                    : new Wait(
                            News.warning(
                                    "VolumeMismatch",
                                    "Cannot bind to requested volume \""
                                            + wanted
                                            + "\": "
                                            + misfit));
        }
        return VolumeMatch.isFor(volume, claim)
                ? new Bind(volume)
                : new Wait(
                        News.warning(
                                "FailedBinding",
                                "volume \"" + wanted + "\" already bound to a different claim."));
    }

    private static ClaimStep any(PersistentVolumeClaim claim, Surroundings around) {
        var className = StorageClasses.of(claim);
        var storageClass =
                around.classes().stream()
                        .filter(each -> each.name().equals(className))
                        .findFirst()
                        .orElse(null);
        boolean delayed = storageClass != null && StorageClasses.waitsForPod(storageClass);
        var volume = match(claim, around.volumes(), delayed);
        if (volume.isPresent()) {
            return new Bind(volume.get());
        }
        if (!StorageClasses.isChosen(claim)) {
            var standard = StorageClasses.defaultOf(around.classes());
            if (standard.isPresent()) {
                return new Classify(standard.get().name());
            }
        }
        if (delayed && !claim.metadata().annotations().containsKey(VolumeMatch.SELECTED_NODE)) {
            return new Wait(waiting(around.unscheduledPods(claim)));
        }
        if (className.isEmpty()) {
            return new Wait(
                    News.normal(
                            "FailedBinding",
                            "no persistent volumes available for this claim and no storage class"
                                    + " is set"));
        }
        return provision(className, storageClass);
    }

    /// Volumes with the fewest access modes come first: they are the nearest to what was asked.
    private static Optional<PersistentVolume> match(
            PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, boolean delayed) {
        var search = new VolumeMatch.Search(delayed, _ -> true);
        var byModes = new TreeMap<Integer, List<PersistentVolume>>();
        for (var volume : volumes) {
            byModes.computeIfAbsent(volume.spec().accessModes().size(), _ -> new ArrayList<>())
                    .add(volume);
        }
        return byModes.values().stream()
                .flatMap(group -> VolumeMatch.best(claim, group, search).stream())
                .findFirst();
    }

    private static News waiting(List<String> pods) {
        return switch (pods.size()) {
            case 0 ->
                    News.normal(
                            "WaitForFirstConsumer",
                            "waiting for first consumer to be created before binding");
            case 1 ->
                    News.normal(
                            "WaitForPodScheduled",
                            "waiting for pod " + pods.getFirst() + " to be scheduled");
            default ->
                    News.normal(
                            "WaitForPodScheduled",
                            "waiting for pods " + String.join(",", pods) + " to be scheduled");
        };
    }

    private static ClaimStep provision(String className, @Nullable StorageClass storageClass) {
        if (storageClass == null) {
            return new Refuse(
                    News.warning(
                            "ProvisioningFailed",
                            "storageclass.storage.k8s.io \"" + className + "\" not found"));
        }
        var provisioner = Provisioners.external(storageClass.provisioner());
        return provisioner == null
                ? new Refuse(
                        News.warning(
                                "ProvisioningFailed",
                                "no volume plugin matched name: " + storageClass.provisioner()))
                : new Provision(provisioner);
    }
}
