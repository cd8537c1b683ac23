package dev.jong.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.authentication.v1.SelfSubjectReview;
import dev.jong.client.Client;
import dev.jong.client.ServerList;
import dev.jong.cluster.ControlPlane;
import dev.jong.cluster.ControlPlaneConfig;
import dev.jong.cluster.pki.AgentPki;
import dev.jong.cluster.pki.Pki;
import dev.jong.foundation.Metrics;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent beside a control plane in this process.
final class CertificateRenewalTest {
    private static final String NODE = "two";
    private static final String ADDRESS = "127.0.0.1";

    @TempDir private Path folder = Path.of("");
    private Instant agentsTime = Instant.now();

    @Test
    void showsANewCertificateWithoutARestart() throws Exception {
        var clock = InstantSource.system();
        var pki = Pki.create(List.of(), clock);
        var token = JoinToken.keptIn(folder.resolve("token"), pki.authority().certificate());
        var config =
                new ControlPlaneConfig(
                        ADDRESS, 0, ADDRESS, Duration.ofSeconds(5), "", token.secret(), "");
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        try (var plane = ControlPlane.start(config, pki, store, clock)) {
            var administrator = plane.client(Pki.ADMIN, pki.admin());
            var server = "https://" + ADDRESS + ":" + plane.port();
            Invitation.create(administrator, server, pki.authority().certificatePem());
            try (var approval = ServingApproval.start(administrator, clock, new Metrics())) {
                assertThat(approval).isNotNull();
                renews(
                        new Joining(
                                new ServerList(List.of(URI.create(server))),
                                token,
                                new AgentPki(folder, () -> agentsTime)));
            }
        }
    }

    private void renews(Joining joining) {
        var first = joining.join(NODE, ADDRESS);
        var changes = new ArrayList<Joining.Membership>();
        try (var connection = first.connect("test");
                var renewal =
                        new CertificateRenewal(
                                first,
                                () -> joining.join(NODE, ADDRESS),
                                now -> {
                                    changes.add(now);
                                    connection.show(now);
                                })) {
            renewal.renewWhenDue();
            assertThat(changes).isEmpty();
            var before = credential(connection.client());

            agentsTime = agentsTime.plus(Duration.ofDays(340));
            renewal.renewWhenDue();

            assertThat(changes).hasSize(1);
            assertThat(changes.getFirst().client().certificate())
                    .isNotEqualTo(first.client().certificate());
            assertThat(credential(connection.client())).isNotEqualTo(before);
        }
    }

    /// What the server knows the caller by.
    private static List<String> credential(Client client) {
        var user =
                client.resources(SelfSubjectReview.KIND)
                        .create(SelfSubjectReview.EMPTY)
                        .status()
                        .userInfo();
        assertThat(user.username()).isEqualTo("system:node:" + NODE);
        return user.extra().getOrDefault("authentication.kubernetes.io/credential-id", List.of());
    }
}
