package dev.jong.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.HostPathVolumeSource;
import dev.jong.api.core.v1.LocalVolumeSource;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimVolumeSource;
import dev.jong.api.core.v1.PersistentVolumeSpec;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.kubelet.downward.FieldValue;
import dev.jong.kubelet.volume.claim.ClaimVolume;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimVolumeTest {
    private static final ClaimVolume KIND = new ClaimVolume();
    private static final Volume DATA =
            Volume.builder()
                    .name("data")
                    .persistentVolumeClaim(
                            PersistentVolumeClaimVolumeSource.builder().claimName("c").build())
                    .build();

    @TempDir private Path folder;

    @Test
    void isWhereTheBoundVolumeIs() {
        assertThat(KIND.handles(DATA)).isTrue();
        assertThat(prepare("Bound", onHost())).isEqualTo(folder);
        assertThat(prepare("Bound", local())).isEqualTo(folder);
    }

    @Test
    void waitsForTheClaimToBeBound() {
        assertThatThrownBy(() -> prepare("Pending", onHost()))
                .isInstanceOf(VolumeFailure.class)
                .hasMessage("error processing PVC ns/c: PVC is not bound");
    }

    @Test
    void refusesAVolumeOfAnotherClaim() {
        var stolen = onHost().withClaimRef(ObjectReference.builder().uid("other").build());
        assertThatThrownBy(() -> prepare("Bound", stolen))
                .isInstanceOf(VolumeFailure.class)
                .hasMessageContaining("bound to another claim");
    }

    @Test
    void saysThatALocalFolderIsNotThere() {
        var gone = local().withLocal(new LocalVolumeSource(folder + "/gone", null));
        assertThatThrownBy(() -> prepare("Bound", gone))
                .isInstanceOf(VolumeFailure.class)
                .hasMessage("path \"" + folder + "/gone\" does not exist");
    }

    private PersistentVolumeSpec onHost() {
        return spec().withHostPath(HostPathVolumeSource.builder().path(folder.toString()).build());
    }

    private PersistentVolumeSpec local() {
        return spec().withLocal(new LocalVolumeSource(folder.toString(), null));
    }

    private static PersistentVolumeSpec spec() {
        return PersistentVolumeSpec.EMPTY.withClaimRef(
                ObjectReference.builder().uid("claim-uid").build());
    }

    private Path prepare(String phase, PersistentVolumeSpec spec) {
        var claim =
                PersistentVolumeClaim.builder()
                        .metadata(
                                ObjectMeta.builder()
                                        .namespace("ns")
                                        .name("c")
                                        .uid("claim-uid")
                                        .build())
                        .build()
                        .mapSpec(it -> it.withVolumeName("v"))
                        .mapStatus(it -> it.withPhase(phase));
        var volume =
                PersistentVolume.builder()
                        .metadata(ObjectMeta.builder().name("v").build())
                        .spec(spec)
                        .build();
        var pod =
                Pod.builder()
                        .metadata(ObjectMeta.builder().namespace("ns").name("p").build())
                        .build();
        var facts = new FieldValue(pod, List.of(), List.of());
        return KIND.prepare(
                new VolumeRequest(pod, DATA, folder, new OneClaim(claim, volume), facts, Map.of()));
    }

    private record OneClaim(PersistentVolumeClaim only, PersistentVolume bound)
            implements ClusterObjects {
        @Override
        public Optional<ConfigMap> configMap(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
            return Optional.of(only).filter(claim -> claim.name().equals(name));
        }

        @Override
        public Optional<PersistentVolume> volume(String name) {
            return Optional.of(bound).filter(volume -> volume.name().equals(name));
        }

        @Override
        public Optional<RuntimeClass> runtimeClass(String name) {
            return Optional.empty();
        }

        @Override
        public Token token(TokenWish wish) {
            throw new VolumeFailure("no tokens here");
        }
    }
}
