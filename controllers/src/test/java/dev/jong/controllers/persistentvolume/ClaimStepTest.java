package dev.jong.controllers.persistentvolume;

import static dev.jong.controllers.Objects.NOW;
import static dev.jong.controllers.Objects.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimSpec;
import dev.jong.api.core.v1.PersistentVolumeSpec;
import dev.jong.api.core.v1.PersistentVolumeStatus;
import dev.jong.api.core.v1.VolumeResourceRequirements;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.api.storage.v1.StorageClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClaimStepTest {
    private final Shelf shelf = new Shelf();

    @Test
    void takesTheSmallestVolumeThatIsLargeEnough() {
        shelf.volumes.add(volume("large", "10Gi"));
        shelf.volumes.add(volume("right", "2Gi"));
        shelf.volumes.add(volume("small", "500Mi"));

        assertThat(bindsTo(claim())).isEqualTo("right");
    }

    @Test
    void takesTheVolumeReservedForItThoughAnotherIsSmaller() {
        shelf.volumes.add(volume("free", "1Gi"));
        shelf.volumes.add(reserved(volume("reserved", "5Gi"), "data", null));

        assertThat(bindsTo(claim())).isEqualTo("reserved");
    }

    @Test
    void leavesVolumesReservedForOthers() {
        shelf.volumes.add(reserved(volume("other", "5Gi"), "data", "uid-of-an-earlier-claim"));

        assertThat(step(claim())).isInstanceOf(ClaimStep.Wait.class);
    }

    @Test
    void prefersVolumesWithNoMoreAccessModesThanAskedFor() {
        shelf.volumes.add(
                volume("shared", "1Gi")
                        .mapSpec(spec ->
                                spec.withAccessModes(List.of("ReadWriteOnce", "ReadWriteMany"))));
        shelf.volumes.add(volume("exact", "5Gi"));

        assertThat(bindsTo(claim())).isEqualTo("exact");
    }

    @Test
    void waitsForAPodWhereItsClassSaysSo() {
        shelf.classes.add(waiting("local", "example.com/maker"));
        shelf.volumes.add(
                volume("free", "5Gi").mapSpec(spec -> spec.withStorageClassName("local")));
        var claim = claim().mapSpec(spec -> spec.withStorageClassName("local"));

        assertThat(step(claim))
                .isEqualTo(
                        new ClaimStep.Wait(
                                ClaimStep.News.normal(
                                        "WaitForFirstConsumer",
                                        "waiting for first consumer to be created before"
                                                + " binding")));
    }

    @Test
    void hasAVolumeMadeOnceTheSchedulerChoseANode() {
        shelf.classes.add(waiting("local", "example.com/maker"));
        var claim =
                claim().mapSpec(spec -> spec.withStorageClassName("local"))
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        Map.of(VolumeMatch.SELECTED_NODE, "node-1")));

        assertThat(step(claim)).isEqualTo(new ClaimStep.Provision("example.com/maker"));
    }

    @Test
    void formerlyBuiltInProvisionersAreServedByTheirDriver() {
        shelf.classes.add(immediate("disk", "kubernetes.io/aws-ebs"));
        var claim = claim().mapSpec(spec -> spec.withStorageClassName("disk"));

        assertThat(step(claim)).isEqualTo(new ClaimStep.Provision("ebs.csi.aws.com"));
    }

    @Test
    void anUnknownClassIsRefused() {
        var claim = claim().mapSpec(spec -> spec.withStorageClassName("nowhere"));

        assertThat(step(claim))
                .isEqualTo(
                        new ClaimStep.Refuse(
                                ClaimStep.News.warning(
                                        "ProvisioningFailed",
                                        "storageclass.storage.k8s.io \"nowhere\" not found")));
    }

    @Test
    void anOldClaimWithoutAClassGetsTheDefaultOne() {
        shelf.classes.add(
                immediate("standard", "example.com/maker")
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        Map.of(
                                                "storageclass.kubernetes.io/is-default-class",
                                                "true"))));

        assertThat(step(claim())).isEqualTo(new ClaimStep.Classify("standard"));
        assertThat(step(claim().mapSpec(spec -> spec.withStorageClassName(""))))
                .isInstanceOf(ClaimStep.Wait.class);
    }

    @Test
    void saysWhyTheVolumeItNamesWillNotDo() {
        shelf.volumes.add(volume("named", "500Mi"));
        var claim = claim().mapSpec(spec -> spec.withVolumeName("named"));

        assertThat(step(claim))
                .isEqualTo(
                        new ClaimStep.Wait(
                                ClaimStep.News.warning(
                                        "VolumeMismatch",
                                        "Cannot bind to requested volume \"named\": requested PV is"
                                                + " too small")));
    }

    @Test
    void aBoundClaimWhoseVolumeIsGoneIsLost() {
        var claim =
                claim().mapSpec(spec -> spec.withVolumeName("gone"))
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        Map.of(VolumeMatch.BIND_COMPLETED, "yes")));

        assertThat(step(claim))
                .isInstanceOfSatisfying(
                        ClaimStep.Lose.class,
                        lost -> assertThat(lost.reason()).isEqualTo("ClaimLost"));
    }

    private ClaimStep step(PersistentVolumeClaim claim) {
        return ClaimStep.next(claim, shelf);
    }

    private String bindsTo(PersistentVolumeClaim claim) {
        assertThat(step(claim)).isInstanceOf(ClaimStep.Bind.class);
        return ((ClaimStep.Bind) step(claim)).volume().name();
    }

    static PersistentVolumeClaim claim() {
        return PersistentVolumeClaim.builder()
                .metadata(named("data"))
                .spec(
                        PersistentVolumeClaimSpec.builder()
                                .accessModes(List.of("ReadWriteOnce"))
                                .resources(
                                        VolumeResourceRequirements.builder()
                                                .requests(Map.of("storage", Quantity.parse("1Gi")))
                                                .build())
                                .build())
                .build();
    }

    static PersistentVolume volume(String name, String size) {
        return PersistentVolume.builder()
                .metadata(ObjectMeta.builder().name(name).uid("uid-" + name).build())
                .spec(
                        PersistentVolumeSpec.builder()
                                .capacity(Map.of("storage", Quantity.parse(size)))
                                .accessModes(List.of("ReadWriteOnce"))
                                .persistentVolumeReclaimPolicy("Retain")
                                .build())
                .status(PersistentVolumeStatus.builder().phase("Available").build())
                .build();
    }

    static PersistentVolume reserved(PersistentVolume volume, String claim, String uid) {
        return volume.mapSpec(spec ->
                spec.withClaimRef(
                        ObjectReference.builder().namespace("ns").name(claim).uid(uid).build()));
    }

    private static StorageClass waiting(String name, String provisioner) {
        return immediate(name, provisioner).withVolumeBindingMode("WaitForFirstConsumer");
    }

    private static StorageClass immediate(String name, String provisioner) {
        return StorageClass.builder()
                .metadata(ObjectMeta.builder().name(name).creationTimestamp(NOW).build())
                .provisioner(provisioner)
                .volumeBindingMode("Immediate")
                .build();
    }

    private static final class Shelf implements ClaimStep.Surroundings {
        private final List<PersistentVolume> volumes = new ArrayList<>();
        private final List<StorageClass> classes = new ArrayList<>();

        @Override
        public Optional<PersistentVolume> volume(String name) {
            return volumes.stream().filter(each -> each.name().equals(name)).findFirst();
        }

        @Override
        public Collection<PersistentVolume> volumes() {
            return volumes;
        }

        @Override
        public Collection<StorageClass> classes() {
            return classes;
        }

        @Override
        public List<String> unscheduledPods(PersistentVolumeClaim claim) {
            return List.of();
        }
    }
}
