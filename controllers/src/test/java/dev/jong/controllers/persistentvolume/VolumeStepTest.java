package dev.jong.controllers.persistentvolume;

import static dev.jong.controllers.persistentvolume.ClaimStepTest.claim;
import static dev.jong.controllers.persistentvolume.ClaimStepTest.reserved;
import static dev.jong.controllers.persistentvolume.ClaimStepTest.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jong.api.core.v1.PersistentVolume;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VolumeStepTest {
    private static final PersistentVolume TAKEN = reserved(volume("v", "1Gi"), "data", "uid-data");

    @Test
    void aVolumeNobodyClaimsIsOffered() {
        assertThat(VolumeStep.next(volume("v", "1Gi"), null)).isEqualTo(new VolumeStep.Offer());
        assertThat(VolumeStep.next(reserved(volume("v", "1Gi"), "data", null), null))
                .isEqualTo(new VolumeStep.Offer());
    }

    @Test
    void aVolumeWhoseClaimIsGoneIsTakenBack() {
        assertThat(VolumeStep.next(TAKEN, null)).isEqualTo(new VolumeStep.Reclaim());
    }

    @Test
    void aVolumeIsBoundWhenItsClaimNamesIt() {
        assertThat(VolumeStep.next(TAKEN, claim().mapSpec(spec -> spec.withVolumeName("v"))))
                .isEqualTo(new VolumeStep.Bind());
        assertThat(VolumeStep.next(TAKEN, claim())).isEqualTo(new VolumeStep.Leave());
    }

    @Test
    void aVolumeMadeForAClaimThatTookAnotherIsTakenBack() {
        var elsewhere = claim().mapSpec(spec -> spec.withVolumeName("other"));
        var made =
                TAKEN.mapSpec(spec -> spec.withPersistentVolumeReclaimPolicy("Delete"))
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        Map.of(Provisioners.MADE_BY, "example.com/maker")));

        assertThat(VolumeStep.next(made, elsewhere)).isEqualTo(new VolumeStep.Reclaim());
        assertThat(VolumeStep.next(TAKEN, elsewhere)).isEqualTo(new VolumeStep.Unbind());
    }

    @Test
    void aVolumeReservedByItsUserStaysReservedWhenUnbound() {
        var unbound = VolumeReconciler.unbound(TAKEN);

        assertThat(unbound.spec().claimRef().name()).isEqualTo("data");
        assertThat(unbound.spec().claimRef().uid()).isNull();
    }

    @Test
    void nothingOutsideTheScratchFolderIsDeleted() {
        for (var path : new String[] {"/tmp", "/tmp/../etc", "/var/lib"}) {
            assertThat(catchThrowable(() -> ScratchFolder.delete(Path.of(path))))
                    .hasMessageContaining("only supports /tmp/.+");
        }
    }
}
