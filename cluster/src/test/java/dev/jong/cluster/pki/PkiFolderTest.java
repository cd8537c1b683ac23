package dev.jong.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PkiFolderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path folder;

    @Test
    void keepsEverythingThatIsStillGood() {
        var first = open(NOW, "10.0.0.1");
        var second = open(NOW.plus(Duration.ofDays(100)), "10.0.0.1");

        assertThat(second.authority().certificate()).isEqualTo(first.authority().certificate());
        assertThat(second.apiServer().certificate()).isEqualTo(first.apiServer().certificate());
        assertThat(second.admin().key()).isEqualTo(first.admin().key());
        assertThat(second.serviceAccount().getPrivate())
                .isEqualTo(first.serviceAccount().getPrivate());
    }

    @Test
    void renewsLeavesBeforeTheyExpireButNeverTheAuthority() {
        var first = open(NOW, "10.0.0.1");
        var second = open(NOW.plus(Duration.ofDays(340)), "10.0.0.1");

        assertThat(second.authority().certificate()).isEqualTo(first.authority().certificate());
        assertThat(second.admin().certificate()).isNotEqualTo(first.admin().certificate());
    }

    @Test
    void renewsLeavesOfAnotherAuthorityOfTheSameName() throws Exception {
        var first = open(NOW, "10.0.0.1");
        Files.delete(folder.resolve("ca.key"));
        Files.delete(folder.resolve("ca.crt"));
        var second = open(NOW, "10.0.0.1");

        assertThat(second.admin().certificate()).isNotEqualTo(first.admin().certificate());
        second.admin().certificate().verify(second.authority().certificate().getPublicKey());
        assertThat(second.frontProxyClient().certificate())
                .isEqualTo(first.frontProxyClient().certificate());
    }

    @Test
    void servesNewAddressesOfTheMachine() throws Exception {
        open(NOW, "10.0.0.1", "fd00::1");
        var kept = open(NOW, "10.0.0.1", "fd00::1").apiServer().certificate();
        var moved = open(NOW, "10.0.0.2").apiServer().certificate();

        assertThat(moved).isNotEqualTo(kept);
        assertThat(moved.getSubjectAlternativeNames())
                .contains(List.of(7, "10.0.0.2"), List.of(2, "kubernetes.default.svc"));
    }

    @Test
    void namesUsersAndGroupsAsKubernetesReadsThem() {
        var pki = open(NOW, "10.0.0.1");

        assertThat(
                        pki.authority()
                                .client(Pki.node("a"))
                                .certificate()
                                .getSubjectX500Principal()
                                .getName())
                .isEqualTo("CN=system:node:a,O=system:nodes");
        assertThat(pki.admin().certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=kubernetes-admin,O=system:masters");
    }

    @Test
    void keysAreForTheOwnerOnly() throws Exception {
        open(NOW, "10.0.0.1");

        assertThat(Files.getPosixFilePermissions(folder.resolve("ca.key"))).hasSize(2);
    }

    private Pki open(Instant now, String... hosts) {
        return new PkiFolder(folder, InstantSource.fixed(now)).open(List.of(hosts));
    }
}
