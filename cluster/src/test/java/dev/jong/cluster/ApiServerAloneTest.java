package dev.jong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;
import dev.jong.cluster.pki.Pki;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiServerAloneTest {
    @Test
    void servesButDoesNothingByItself() {
        var clock = InstantSource.system();
        var pki = Pki.create(List.of(), clock);
        var config = ControlPlaneConfig.EMBEDDED.withoutControllers();
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        try (var plane = ControlPlane.start(config, pki, store, clock)) {
            plane.approveServing(plane.client(Pki.ADMIN, pki.admin()), clock);
            var client = plane.client(Pki.ADMIN, pki.admin());
            var metadata = ObjectMeta.builder().name("mine").build();
            client.resources(Namespace.KIND).create(Namespace.builder().metadata(metadata).build());
            var mine = client.resources(Namespace.KIND).find("mine");
            assertThat(mine).isPresent();
            assertThat(accountsThatControllersMake(client)).isZero();
            assertThat(client.resources(ConfigMap.KIND).inNamespace("mine").list()).isEmpty();
            assertThat(client.resources(Lease.KIND).inNamespace("kube-system").list())
                    .noneMatch(lease -> lease.name().startsWith("kube-"));
        }
    }

    /// Controllers have accounts before they do anything, made while they start.
    private static long accountsThatControllersMake(Client client) {
        return client.resources(ServiceAccount.KIND).inNamespace("kube-system").list().size();
    }
}
