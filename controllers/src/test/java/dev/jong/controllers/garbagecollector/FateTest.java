package dev.jong.controllers.garbagecollector;

import static dev.jong.controllers.Objects.NOW;
import static dev.jong.controllers.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.client.Deletion.Propagation;
import dev.jong.controllers.garbagecollector.References.Fate;
import dev.jong.controllers.garbagecollector.References.Owners;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FateTest {
    private static final OwnerReference OWNER =
            OwnerReference.builder().apiVersion("v1").kind("Pod").name("owner").uid("1").build();
    private static final OwnerReference GONE = OWNER.withUid("2");

    private static Pod waiting(String name) {
        return pod(name)
                .mapMetadata(metadata ->
                        metadata.withDeletionTimestamp(NOW)
                                .withFinalizers(List.of(References.FOREGROUND)));
    }

    @Test
    void keepsWhatHasAnOwner() {
        assertThat(
                        References.fate(
                                pod("a"),
                                new Owners(List.of(OWNER), List.of(), List.of()),
                                List.of()))
                .isEqualTo(new Fate.Keep());
        assertThat(
                        References.fate(
                                pod("a"),
                                new Owners(List.of(OWNER), List.of(GONE), List.of()),
                                List.of()))
                .isEqualTo(new Fate.Detach(Set.of("2")));
    }

    @Test
    void deletesWhatHasLostAllOwners() {
        var lost = new Owners(List.of(), List.of(GONE), List.of());
        assertThat(References.fate(pod("a"), lost, List.of()))
                .isEqualTo(new Fate.Delete(Propagation.BACKGROUND));
        var orphaning =
                pod("a").mapMetadata(
                                metadata -> metadata.withFinalizers(List.of(References.ORPHAN)));
        assertThat(References.fate(orphaning, lost, List.of()))
                .isEqualTo(new Fate.Delete(Propagation.ORPHAN));
    }

    @Test
    void deletesInTheForegroundWhereTheOwnerWaitsAndBreaksCircles() {
        var owners = new Owners(List.of(), List.of(), List.of(OWNER));
        assertThat(References.fate(pod("a"), owners, List.of(pod("b"))))
                .isEqualTo(new Fate.DeleteLast(false));
        assertThat(References.fate(pod("a"), owners, List.of(waiting("b"))))
                .isEqualTo(new Fate.DeleteLast(true));
        assertThat(References.fate(pod("a"), owners, List.of()))
                .isEqualTo(new Fate.Delete(Propagation.BACKGROUND));
    }
}
