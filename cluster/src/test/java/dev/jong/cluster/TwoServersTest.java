package dev.jong.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.core.v1.ServiceSpec;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;
import dev.jong.cluster.machine.Program;
import dev.jong.cluster.pki.EtcdPki;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.PkiFolder;
import dev.jong.etcd.EtcdMember;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdSecurity;
import dev.jong.etcd.EtcdStore;
import dev.jong.etcd.MemberSettings;
import dev.jong.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one etcd that asks everybody for a certificate.
final class TwoServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path folder;
    private EtcdMember etcd;
    private EtcdPki etcdPki;
    private Pki pki;
    private final List<ControlPlane> planes = new ArrayList<>();

    @BeforeEach
    void startEtcd() throws IOException {
        var folders = new PkiFolder(folder.resolve("pki"), CLOCK);
        pki = folders.open(List.of());
        var host = LoopbackNetwork.address(10).getHostAddress();
        etcdPki = folders.openEtcd(List.of(host));
        var program = Program.find("etcd");
        assertThat(program).as("etcd is installed (`./jong test` installs it)").isPresent();
        var peer = URI.create("https://" + host + ":2380");
        var files = etcdPki.files();
        etcd =
                EtcdMember.start(
                        new MemberSettings(
                                program.get(),
                                "one",
                                folder.resolve("etcd"),
                                folder.resolve("etcd.log"),
                                peer,
                                URI.create("https://" + host + ":2379"),
                                List.of("one=" + peer),
                                false,
                                new MemberSettings.Protection.Files(
                                        files.authority(), files.certificate(), files.key())));
    }

    @AfterEach
    void stop() {
        planes.forEach(ControlPlane::close);
        etcd.close();
    }

    private ControlPlane server(int number) {
        var options =
                EtcdOptions.of(List.of(etcd.settings().client()), etcdPki.security())
                        .withPatience(PATIENCE);
        var settings =
                new ControlPlaneConfig(
                                "127.0.0.1",
                                0,
                                "203.0.113." + number,
                                Duration.ofSeconds(5),
                                "",
                                "",
                                "")
                        .withSharing(new ControlPlaneConfig.Sharing("server-" + number, ""));
        var plane = ControlPlane.start(settings, pki, EtcdStore.open(options), CLOCK);
        planes.add(plane);
        return plane;
    }

    private Client administrator(ControlPlane plane) {
        return plane.client(Pki.ADMIN, pki.admin());
    }

    @Test
    void bothServeWithoutThePastAndOneGoesOnWhenTheOtherEnds() throws Exception {
        var first = server(1);
        var second = server(2);
        var one = administrator(first);
        var other = administrator(second);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(servers(one)).containsExactly("203.0.113.1", "203.0.113.2"));

        // What one server has answered the other lists at once.
        for (var i = 0; i < 30; i++) {
            var name = "map-" + i;
            (i % 2 == 0 ? one : other)
                    .resources(ConfigMap.KIND)
                    .inNamespace("default")
                    .create(configMap(name));
            var seen =
                    (i % 2 == 0 ? other : one)
                            .resources(ConfigMap.KIND)
                            .inNamespace("default")
                            .list();
            assertThat(seen).extracting(ConfigMap::name).contains(name);
        }
        givesNoPortOrAddressTwice(one, other);

        controllersWork(other, "while-both-run");
        planes.remove(first);
        first.close();
        controllersWork(other, "after-the-first");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(servers(other)).containsExactly("203.0.113.2"));
    }

    private static void givesNoPortOrAddressTwice(Client one, Client other)
            throws InterruptedException {
        var created = new ConcurrentLinkedQueue<Service>();
        var writers = new ArrayList<Thread>();
        for (var client : List.of(one, other)) {
            writers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (var i = 0; i < 15; i++) {
                                    created.add(
                                            client.resources(Service.KIND)
                                                    .inNamespace("default")
                                                    .create(nodePort("web-", 0)));
                                }
                            }));
        }
        for (var writer : writers) {
            writer.join();
        }
        assertThat(created).hasSize(30);
        assertThat(created)
                .extracting(service -> service.spec().clusterIp())
                .doesNotHaveDuplicates();
        var ports = created.stream().map(TwoServersTest::port).toList();
        assertThat(ports).doesNotHaveDuplicates();

        // What one gave out, the other knows to be taken, and free again after.
        var gone = created.element();
        assertThatThrownBy(() ->
                        other.resources(Service.KIND)
                                .inNamespace("default")
                                .create(nodePort("late-", port(gone))))
                .isInstanceOf(ApiException.Invalid.class)
                .hasMessageContaining("provided port is already allocated");
        one.resources(Service.KIND).inNamespace("default").delete(gone.name());
        var again =
                other.resources(Service.KIND)
                        .inNamespace("default")
                        .create(nodePort("late-", port(gone)));
        assertThat(port(again)).isEqualTo(port(gone));
    }

    private static int port(Service service) {
        return service.spec().ports().getFirst().nodePort();
    }

    private static Service nodePort(String prefix, int port) {
        return Service.EMPTY
                .withMetadata(ObjectMeta.builder().generateName(prefix).build())
                .withSpec(
                        ServiceSpec.builder()
                                .type("NodePort")
                                .ports(
                                        List.of(
                                                ServicePort.builder()
                                                        .port(80)
                                                        .nodePort(port)
                                                        .build()))
                                .build());
    }

    /// Each namespace gets its root certificate from a controller.
    private static void controllersWork(Client client, String namespace) {
        client.resources(Namespace.KIND)
                .create(Namespace.EMPTY.withMetadata(ObjectMeta.builder().name(namespace).build()));
        await().atMost(PATIENCE)
                .until(() ->
                        client.resources(ConfigMap.KIND)
                                .inNamespace(namespace)
                                .find("kube-root-ca.crt")
                                .isPresent());
        assertThat(client.resources(Pod.KIND).inNamespace(namespace).list()).isEmpty();
    }

    private static List<String> servers(Client client) {
        return client
                .resources(EndpointSlice.KIND)
                .inNamespace("default")
                .get("kubernetes")
                .endpoints()
                .stream()
                .flatMap(endpoint -> endpoint.addresses().stream())
                .toList();
    }

    private static ConfigMap configMap(String name) {
        return ConfigMap.builder()
                .metadata(ObjectMeta.builder().name(name).namespace("default").build())
                .data(Map.of("k", "v"))
                .build();
    }

    @Test
    void turnsAwayWhoShowsEtcdNoCertificate() {
        var endpoint = List.of(etcd.settings().client());
        var stranger = new EtcdSecurity.Tls(List.of(etcdPki.authority()), List.of());
        EtcdStore.open(EtcdOptions.of(endpoint, etcdPki.security()).withPatience(PATIENCE)).close();
        assertThatThrownBy(() ->
                        EtcdStore.open(
                                EtcdOptions.of(endpoint, stranger)
                                        .withPatience(Duration.ofSeconds(1))))
                .isInstanceOf(StoreException.class);
    }
}
