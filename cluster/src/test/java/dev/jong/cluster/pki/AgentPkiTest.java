package dev.jong.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentPkiTest {
    private final Authority authority = Authority.create("kubernetes", InstantSource.system());

    @TempDir private Path folder;

    @Test
    void asksForEachCertificateOnce() {
        var pki = new AgentPki(folder, InstantSource.system());
        assertThat(pki.authority()).isEmpty();
        pki.accept(authority.certificate());
        assertThat(pki.authority()).contains(authority.certificate());

        // The signer cannot see our key: what it signs here is another's, which must be noticed.
        assertThatThrownBy(() ->
                        pki.client(
                                authority.certificate(),
                                "two",
                                _ -> authority.client(Pki.node("two")).certificatePem()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another key");
    }

    @Test
    void saysUnderWhichNamesItWantsToServe() {
        var request = CertificateRequest.of(Pki.node("two"), List.of("two", "192.0.2.7"));

        assertThat(CertificateRequest.hosts(request.pem())).containsExactly("two", "192.0.2.7");
        assertThat(
                        CertificateRequest.hosts(
                                CertificateRequest.of(Pki.node("two"), List.of()).pem()))
                .isEmpty();
        assertThat(CertificateRequest.hosts("nonsense")).isEmpty();
    }
}
