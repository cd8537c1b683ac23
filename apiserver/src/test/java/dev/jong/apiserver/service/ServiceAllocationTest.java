package dev.jong.apiserver.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.Service;
import dev.jong.api.json.Json;
import dev.jong.api.net.Cidr;
import dev.jong.api.yaml.Yaml;
import dev.jong.foundation.Metrics;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceAllocationTest {
    private final Set<String> recorded = new HashSet<>();
    private final List<Cidr> added = new ArrayList<>();
    private final Store store = LogStore.inMemory(StoreOptions.DEFAULT);
    private final ServiceAllocation allocation = allocation();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void serversThatGiveOutAtTheSameTimeGiveNoPortTwice() throws InterruptedException {
        var given = new ConcurrentLinkedQueue<Integer>();
        var servers = new ArrayList<Thread>();
        for (var i = 0; i < 4; i++) {
            var server = new StoredPorts(store, 30000, 30099);
            var ports = new PortAllocation(30000, 30099, server, new Random(i), figures());
            servers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (var n = 0; n < 25; n++) {
                                    var service = service("{type: NodePort, ports: [{port: 1}]}");
                                    given.add(
                                            ports.allocate(service, null, false)
                                                    .spec()
                                                    .ports()
                                                    .getFirst()
                                                    .nodePort());
                                }
                            }));
        }
        for (var server : servers) {
            server.join();
        }
        assertThat(given).hasSize(100).doesNotHaveDuplicates();
        var ports = new StoredPorts(store, 30000, 30099);
        assertThat(ports.taken()).hasSize(100).containsAll(given);
        ports.giveBack(List.of(30000, 30008, 30099));
        assertThat(ports.taken()).hasSize(97).doesNotContain(30000, 30008, 30099);
        assertThat(
                        new String(
                                store.get("/registry/ranges/servicenodeports")
                                        .orElseThrow()
                                        .value(),
                                StandardCharsets.UTF_8))
                .contains(
                        "\"data\":\"B//////////////+/g==\"",
                        "\"kind\":\"RangeAllocation\"",
                        "\"range\":\"30000-30099\"");
    }

    @Test
    void givesAddressesAndPorts() {
        var service =
                create(
                        "{type: NodePort, ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}");
        assertThat(service.spec().clusterIp()).startsWith("10.96.");
        assertThat(service.spec().clusterIps()).containsExactly(service.spec().clusterIp());
        assertThat(service.spec().ipFamilies()).containsExactly("IPv4");
        assertThat(service.spec().ipFamilyPolicy()).isEqualTo("SingleStack");
        int port = service.spec().ports().getFirst().nodePort();
        assertThat(port).isBetween(30000, 32767);
        assertThat(service.spec().ports().get(1).nodePort()).isEqualTo(port);
        assertThat(recorded).containsExactly(service.spec().clusterIp());
    }

    @Test
    void refusesWhatIsTakenOrOutside() {
        create("{type: NodePort, clusterIP: 10.96.0.10, ports: [{port: 1, nodePort: 30080}]}");
        assertThatThrownBy(() -> create("{type: ClusterIP, clusterIP: 10.96.0.10}"))
                .hasMessage(
                        "Service \"s\" is invalid: spec.clusterIPs: Invalid value:"
                                + " [\"10.96.0.10\"]: failed to allocate IP 10.96.0.10: provided IP is"
                                + " already allocated");
        assertThatThrownBy(() -> create("{type: NodePort, ports: [{port: 1, nodePort: 30080}]}"))
                .hasMessage(
                        "Service \"s\" is invalid: spec.ports[0].nodePort: Invalid value: 30080:"
                                + " provided port is already allocated");
        assertThatThrownBy(() -> create("{type: NodePort, ports: [{port: 1, nodePort: 80}]}"))
                .hasMessageContaining("The range of valid ports is 30000-32767");
        assertThatThrownBy(() -> create("{type: ClusterIP, ipFamilyPolicy: RequireDualStack}"))
                .hasMessageContaining("this cluster is not configured for dual-stack services");
        assertThat(recorded).containsExactly("10.96.0.10");
    }

    @Test
    void rangesThatComeLaterAreGivenOutFromToo() {
        assertThatThrownBy(() -> create("{type: ClusterIP, clusterIP: 10.99.0.10}"))
                .hasMessageContaining("the provided network does not match the current range");

        var tried = service("{type: ClusterIP, clusterIP: 10.99.0.10}");
        assertThatThrownBy(() -> allocation.allocate(tried, null, true))
                .hasMessageEndingWith(
                        "the provided IP (10.99.0.10) is not in the valid range. The range of valid"
                                + " IPs is 10.96.0.0/16");

        added.add(Cidr.of("10.99.0.0/24"));
        assertThat(create("{type: ClusterIP, clusterIP: 10.99.0.10}").spec().clusterIp())
                .isEqualTo("10.99.0.10");
        assertThatThrownBy(() -> create("{type: ClusterIP, clusterIP: 10.99.0.10}"))
                .hasMessageContaining("provided IP is already allocated");
    }

    @Test
    void takesBackWhatIsNoLongerHeld() {
        var old =
                create(
                        "{type: NodePort, clusterIP: 10.96.0.10, ports: [{port: 1, nodePort: 30080}]}");
        var named = ServiceUpdates.updated(service("{type: ExternalName, externalName: x.y}"), old);
        var changed = allocation.allocate(named, old, false);
        allocation.done(changed, old);
        assertThat(recorded).isEmpty();
        create("{type: NodePort, clusterIP: 10.96.0.10, ports: [{port: 1, nodePort: 30080}]}");
    }

    @Test
    void agreesWithOtherServersAndForgetsDryRuns() {
        var dry =
                allocation.allocate(
                        service("{type: ClusterIP, clusterIP: 10.96.0.10}"), null, true);
        assertThat(dry.spec().clusterIps()).containsExactly("10.96.0.10");
        create("{type: NodePort, clusterIP: 10.96.0.10, ports: [{port: 1, nodePort: 30080}]}");
        var other = allocation();
        var tried = other.allocate(service("{clusterIP: 10.96.0.10}"), null, true);
        assertThat(tried.spec().clusterIp()).isEqualTo("10.96.0.10");
        assertThatThrownBy(() -> other.allocate(service("{clusterIP: 10.96.0.10}"), null, false))
                .hasMessageContaining("already allocated");
        var wanted = service("{type: NodePort, ports: [{port: 1, nodePort: 30080}]}");
        assertThatThrownBy(() -> other.allocate(wanted, null, false))
                .hasMessageContaining("already allocated");
        assertThat(create("{clusterIP: None}").spec().clusterIps()).containsExactly("None");
    }

    @Test
    void keepsWhatClientsDoNotSend() {
        var old = create("{type: NodePort, ports: [{port: 1, protocol: TCP}]}");
        var updated =
                ServiceUpdates.updated(
                        service("{type: NodePort, ports: [{port: 1}, {port: 2}]}"), old);
        assertThat(updated.spec().clusterIp()).isEqualTo(old.spec().clusterIp());
        assertThat(updated.spec().ports().getFirst().nodePort())
                .isEqualTo(old.spec().ports().getFirst().nodePort());
        var plain = old.mapSpec(spec -> spec.withType("ClusterIP"));
        assertThat(ServiceUpdates.updated(plain, old).spec().ports().getFirst().nodePort())
                .isZero();
    }

    private Service create(String spec) {
        return allocation.allocate(service(spec), null, false);
    }

    private static Service service(String spec) {
        var tree = Yaml.read("{metadata: {name: s, namespace: x}, spec: " + spec + "}");
        return ServiceUpdates.created(Json.read(tree, Service.KIND.codec()));
    }

    private ServiceAllocation allocation() {
        var records =
                new AddressRecords() {
                    @Override
                    public boolean take(String address, Service holder) {
                        return recorded.add(address);
                    }

                    @Override
                    public boolean isTaken(String address) {
                        return recorded.contains(address);
                    }

                    @Override
                    public void giveBack(String address) {
                        recorded.remove(address);
                    }
                };
        var pools = new AddressPools(List.of(Cidr.of("10.96.0.0/16")), () -> added);
        var random = new Random(7);
        var ports = new StoredPorts(store, 30000, 32767);
        return new ServiceAllocation(
                pools,
                records,
                new PortAllocation(30000, 32767, ports, random, figures()),
                random,
                figures());
    }

    private static AllocationFigures figures() {
        return new AllocationFigures(new Metrics());
    }
}
