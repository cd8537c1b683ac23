package dev.jong.scheduler.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeSelector;
import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimSpec;
import dev.jong.api.core.v1.PersistentVolumeSpec;
import dev.jong.api.core.v1.PersistentVolumeStatus;
import dev.jong.api.core.v1.TopologySelectorLabelRequirement;
import dev.jong.api.core.v1.TopologySelectorTerm;
import dev.jong.api.core.v1.VolumeNodeAffinity;
import dev.jong.api.core.v1.VolumeResourceRequirements;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.VolumeAttachment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VolumeChoiceTest {
    private static final Node NODE =
            Node.builder()
                    .metadata(
                            ObjectMeta.builder().name("node-1").labels(Map.of("zone", "a")).build())
                    .build();

    private final Shelf shelf = new Shelf();

    @Test
    void eachClaimTakesTheSmallestVolumeLeft() {
        shelf.volumes.add(volume("large", "10Gi", "a"));
        shelf.volumes.add(volume("small", "2Gi", "a"));

        var choice = choose(claim("big", "3Gi"), claim("little", "1Gi"));

        assertThat(choice.reasons()).isEmpty();
        assertThat(choice.bindings())
                .extracting(each -> each.claim().name() + " " + each.volume().name())
                .containsExactly("little small", "big large");
    }

    @Test
    void volumesOfOtherZonesAndThoseTakenAreNotChosen() {
        shelf.volumes.add(volume("elsewhere", "2Gi", "b"));
        shelf.volumes.add(volume("taken", "2Gi", "a"));
        shelf.provisioner = "kubernetes.io/no-provisioner";

        var choice =
                VolumeChoice.of(
                        new VolumeChoice.Wanted(List.of(), List.of(claim("c", "1Gi"))),
                        NODE,
                        shelf,
                        (volume, _) -> volume.name().equals("taken"));

        assertThat(choice.reasons()).containsExactly(VolumeChoice.NOTHING_FREE);
    }

    @Test
    void whatIsNotThereIsMadeWhereTheClassAllowsIt() {
        assertThat(choose(claim("c", "1Gi")).provisions()).hasSize(1);

        shelf.topologies =
                List.of(
                        TopologySelectorTerm.builder()
                                .matchLabelExpressions(
                                        List.of(
                                                TopologySelectorLabelRequirement.builder()
                                                        .key("zone")
                                                        .values(List.of("b"))
                                                        .build()))
                                .build());
        assertThat(choose(claim("c", "1Gi")).reasons()).containsExactly(VolumeChoice.NOTHING_FREE);
    }

    @Test
    void aDriverThatCountsMustHaveRoom() {
        shelf.counts = true;
        assertThat(choose(claim("c", "2Gi")).reasons()).containsExactly(VolumeChoice.NO_SPACE);

        shelf.capacities.add(
                CSIStorageCapacity.builder()
                        .metadata(ObjectMeta.builder().name("room").build())
                        .storageClassName("local")
                        .nodeTopology(
                                LabelSelector.builder().matchLabels(Map.of("zone", "a")).build())
                        .capacity(Quantity.parse("5Gi"))
                        .build());
        assertThat(choose(claim("c", "2Gi")).reasons()).isEmpty();
        assertThat(choose(claim("c", "6Gi")).reasons()).containsExactly(VolumeChoice.NO_SPACE);
    }

    @Test
    void aClaimSentToANodeKeepsToIt() {
        var sent =
                claim("c", "1Gi")
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        Map.of(VolumeMatch.SELECTED_NODE, "node-2")));

        assertThat(choose(sent).reasons()).containsExactly(VolumeChoice.NOTHING_FREE);
    }

    @Test
    void boundClaimsHoldThePodWhereTheirVolumesAre() {
        shelf.volumes.add(volume("elsewhere", "2Gi", "b"));
        var bound =
                new VolumeChoice.Wanted(
                        List.of(
                                claim("c", "1Gi")
                                        .mapSpec(spec -> spec.withVolumeName("elsewhere"))),
                        List.of());
        var lost =
                new VolumeChoice.Wanted(
                        List.of(claim("c", "1Gi").mapSpec(spec -> spec.withVolumeName("gone"))),
                        List.of());

        assertThat(VolumeChoice.of(bound, NODE, shelf, (_, _) -> false).reasons())
                .containsExactly(VolumeChoice.ELSEWHERE);
        assertThat(VolumeChoice.of(lost, NODE, shelf, (_, _) -> false).reasons())
                .containsExactly(VolumeChoice.NO_VOLUME);
    }

    private VolumeChoice choose(PersistentVolumeClaim... waiting) {
        return VolumeChoice.of(
                new VolumeChoice.Wanted(List.of(), List.of(waiting)), NODE, shelf, (_, _) -> false);
    }

    private static PersistentVolumeClaim claim(String name, String size) {
        return PersistentVolumeClaim.builder()
                .metadata(
                        ObjectMeta.builder().name(name).namespace("ns").uid("uid-" + name).build())
                .spec(
                        PersistentVolumeClaimSpec.builder()
                                .storageClassName("local")
                                .accessModes(List.of("ReadWriteOnce"))
                                .resources(
                                        VolumeResourceRequirements.builder()
                                                .requests(Map.of("storage", Quantity.parse(size)))
                                                .build())
                                .build())
                .build();
    }

    private static PersistentVolume volume(String name, String size, String zone) {
        var wanted =
                NodeSelectorRequirement.builder()
                        .key("zone")
                        .operator("In")
                        .values(List.of(zone))
                        .build();
        var term = NodeSelectorTerm.builder().matchExpressions(List.of(wanted)).build();
        return PersistentVolume.builder()
                .metadata(ObjectMeta.builder().name(name).build())
                .spec(
                        PersistentVolumeSpec.builder()
                                .storageClassName("local")
                                .capacity(Map.of("storage", Quantity.parse(size)))
                                .accessModes(List.of("ReadWriteOnce"))
                                .nodeAffinity(
                                        VolumeNodeAffinity.builder()
                                                .required(
                                                        NodeSelector.builder()
                                                                .nodeSelectorTerms(List.of(term))
                                                                .build())
                                                .build())
                                .build())
                .status(PersistentVolumeStatus.builder().phase("Available").build())
                .build();
    }

    private static final class Shelf implements Storage {
        private final List<PersistentVolume> volumes = new ArrayList<>();
        private final List<CSIStorageCapacity> capacities = new ArrayList<>();
        private String provisioner = "example.com/maker";
        private List<TopologySelectorTerm> topologies = List.of();
        private boolean counts;

        @Override
        public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<PersistentVolume> volume(String name) {
            return volumes.stream().filter(each -> each.name().equals(name)).findFirst();
        }

        @Override
        public List<PersistentVolume> volumesOf(String storageClass) {
            return volumes;
        }

        @Override
        public Optional<StorageClass> storageClass(String name) {
            return Optional.of(
                    StorageClass.builder()
                            .metadata(ObjectMeta.builder().name(name).build())
                            .provisioner(provisioner)
                            .volumeBindingMode("WaitForFirstConsumer")
                            .allowedTopologies(topologies)
                            .build());
        }

        @Override
        public Optional<CSINode> csiNode(String node) {
            return Optional.empty();
        }

        @Override
        public boolean countsCapacity(String driver) {
            return counts;
        }

        @Override
        public List<CSIStorageCapacity> capacities() {
            return capacities;
        }

        @Override
        public List<VolumeAttachment> attachments(String node) {
            return List.of();
        }
    }
}
