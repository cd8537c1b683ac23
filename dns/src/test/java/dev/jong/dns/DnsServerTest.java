package dev.jong.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.core.v1.ServiceSpec;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointConditions;
import dev.jong.api.discovery.v1.EndpointPort;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.meta.v1.ObjectMeta;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// Questions over the wire to a server on a free port.
class DnsServerTest {
    private final ServiceTable table = new ServiceTable();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private DnsServer server = server(table, List.of());

    @BeforeEach
    void start() {
        table.putNamespace("shop");
        table.put(service("web", "10.96.0.20", List.of(port("http", 80))), List.of());
        table.put(
                service("db", "None", List.of(port("sql", 5432))),
                List.of(
                        slice(
                                ready("10.244.0.7", "db-0", true),
                                ready("10.244.0.8", "", true),
                                ready("10.244.0.9", "db-2", false))));
        server.start();
        opened.add(server);
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : opened) each.close();
    }

    @Test
    void answersAServiceWithItsVirtualAddress() throws IOException {
        assertThat(ask("web.shop.svc.cluster.local.", Type.A)).containsExactly("10.96.0.20");
        assertThat(ask("WEB.shop.svc.cluster.local.", Type.A)).containsExactly("10.96.0.20");
    }

    @Test
    void answersAHeadlessServiceWithItsReadyEndpoints() throws IOException {
        assertThat(ask("db.shop.svc.cluster.local.", Type.A))
                .containsExactlyInAnyOrder("10.244.0.7", "10.244.0.8");
        assertThat(ask("db-0.db.shop.svc.cluster.local.", Type.A)).containsExactly("10.244.0.7");
        assertThat(ask("10-244-0-8.db.shop.svc.cluster.local.", Type.A))
                .containsExactly("10.244.0.8");
    }

    @Test
    void namesThePortsOfServices() throws IOException {
        assertThat(ask("_http._tcp.web.shop.svc.cluster.local.", Type.SRV))
                .containsExactly("0 100 80 web.shop.svc.cluster.local.");
        assertThat(ask("_sql._tcp.db.shop.svc.cluster.local.", Type.SRV))
                .containsExactlyInAnyOrder(
                        "0 100 5432 db-0.db.shop.svc.cluster.local.",
                        "0 100 5432 10-244-0-8.db.shop.svc.cluster.local.");
    }

    @Test
    void namesAddresses() throws IOException {
        assertThat(ask("20.0.96.10.in-addr.arpa.", Type.PTR))
                .containsExactly("web.shop.svc.cluster.local.");
        assertThat(ask("7.0.244.10.in-addr.arpa.", Type.PTR))
                .containsExactly("db-0.db.shop.svc.cluster.local.");
    }

    @Test
    void answersPodsByAddress() throws IOException {
        assertThat(ask("10-244-0-7.shop.pod.cluster.local.", Type.A)).containsExactly("10.244.0.7");
        assertThat(code("10-244-0-7.nowhere.pod.cluster.local.", Type.A)).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void tellsWhatDoesNotExistFromWhatHasNoSuchRecord() throws IOException {
        assertThat(code("gone.shop.svc.cluster.local.", Type.A)).isEqualTo(Rcode.NXDOMAIN);
        assertThat(code("web.shop.svc.cluster.local.", Type.AAAA)).isEqualTo(Rcode.NOERROR);
        assertThat(ask("dns-version.cluster.local.", Type.TXT)).containsExactly("1.1.0");
    }

    @Test
    void aliasesAnExternalNameAndFollowsIt() throws IOException {
        var target =
                ServiceSpec.builder()
                        .type("ExternalName")
                        .externalName("web.shop.svc.cluster.local")
                        .build();
        table.put(Service.builder().metadata(name("alias")).spec(target).build(), List.of());
        assertThat(ask("alias.shop.svc.cluster.local.", Type.A))
                .containsExactly("web.shop.svc.cluster.local.", "10.96.0.20");
    }

    @Test
    void asksOthersForNamesOutsideTheCluster() throws IOException {
        var front =
                new DnsServer(
                        loopback(),
                        responder("other.zone.", new ServiceTable()),
                        new Forwarder(List.of(server.address())));
        front.start();
        opened.add(front);
        assertThat(texts(send(front, "web.shop.svc.cluster.local.", Type.A, false)))
                .containsExactly("10.96.0.20");
        assertThat(texts(send(front, "web.shop.svc.cluster.local.", Type.A, true)))
                .containsExactly("10.96.0.20");
    }

    @Test
    void saysThatItFailedWhenNobodyElseAnswers() throws IOException {
        assertThat(code("example.org.", Type.A)).isEqualTo(Rcode.SERVFAIL);
    }

    private List<String> ask(String name, int type) throws IOException {
        return texts(send(server, name, type, false));
    }

    private int code(String name, int type) throws IOException {
        return send(server, name, type, false).getRcode();
    }

    private static Message send(DnsServer to, String name, int type, boolean stream)
            throws IOException {
        var resolver = new SimpleResolver(to.address());
        resolver.setTCP(stream);
        return resolver.send(
                Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    }

    private static List<String> texts(Message message) {
        return message.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
    }

    private static DnsServer server(ServiceTable table, List<InetSocketAddress> resolvers) {
        return new DnsServer(
                loopback(), responder("cluster.local.", table), new Forwarder(resolvers));
    }

    private static Responder responder(String zone, ServiceTable table) {
        try {
            return new Responder(new ClusterZone(Name.fromString(zone), 5, table));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    private static Service service(String name, String clusterIp, List<ServicePort> ports) {
        return Service.builder()
                .metadata(name(name))
                .spec(
                        ServiceSpec.builder()
                                .clusterIp(clusterIp)
                                .clusterIps(List.of(clusterIp))
                                .ports(ports)
                                .build())
                .build();
    }

    private static ObjectMeta name(String name) {
        return ObjectMeta.builder().namespace("shop").name(name).build();
    }

    private static ServicePort port(String name, int number) {
        return ServicePort.builder().name(name).port(number).protocol("TCP").build();
    }

    private static EndpointSlice slice(Endpoint... endpoints) {
        return EndpointSlice.builder()
                .addressType("IPv4")
                .endpoints(List.of(endpoints))
                .ports(
                        List.of(
                                EndpointPort.builder()
                                        .name("sql")
                                        .protocol("TCP")
                                        .port(5432)
                                        .build()))
                .build();
    }

    private static Endpoint ready(String address, String hostname, boolean ready) {
        return Endpoint.builder()
                .addresses(List.of(address))
                .hostname(hostname)
                .conditions(EndpointConditions.builder().ready(ready).build())
                .build();
    }
}
