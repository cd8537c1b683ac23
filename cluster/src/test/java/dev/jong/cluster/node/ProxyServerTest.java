package dev.jong.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import dev.jong.cluster.InMemoryPlane;
import dev.jong.cluster.pki.Pki.Component;
import dev.jong.proxy.Dataplane;
import dev.jong.proxy.Family;
import dev.jong.proxy.ProxyConfig;
import dev.jong.proxy.ProxyServer;
import dev.jong.proxy.ServicePort;
import dev.jong.proxy.ServiceProxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ProxyServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();

    /// Keeps what it was last given.
    private static final class InMemoryDataplane implements Dataplane {
        private volatile List<ServicePort> ports = List.of();

        @Override
        public void apply(Family family, List<ServicePort> wanted) {
            ports = List.copyOf(wanted);
        }

        @Override
        public String mode() {
            return "nftables";
        }

        @Override
        public void close() {}
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void tellsLoadBalancersAndMonitorsHowItFares() throws Exception {
        var dataplane = new InMemoryDataplane();
        var config = new ProxyConfig("n1", "t", Map.of(Family.IPV4, "10.244.0.0/16"));
        try (var plane = InMemoryPlane.start();
                var proxy =
                        ServiceProxy.start(
                                config,
                                plane.client(Component.PROXY),
                                dataplane,
                                InstantSource.system());
                var server = ProxyServer.start(proxy, 0, 0)) {
            int health = server.ports().getFirst();
            int metrics = server.ports().getLast();
            assertThat(get(health, "/healthz").statusCode()).isEqualTo(503);
            assertThat(get(health, "/livez").statusCode()).isEqualTo(200);
            var nodes = plane.administrator().resources(Node.KIND);
            var node = nodes.create(Node.EMPTY.mapMetadata(metadata -> metadata.withName("n1")));
            awaitCode(health, 200);
            assertThat(get(health, "/healthz").body()).contains("\"nodeEligible\":true");
            plane.administrator().resources(Service.KIND).inNamespace("default").create(service());
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            dataplane.ports.stream()
                                    .anyMatch(port -> port.toString().contains("web")));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(get(metrics, "/metrics").body())
                                    .contains(
                                            "\nkubeproxy_sync_proxy_rules_duration_seconds_count{ip_family=\"IPv4\"}",
                                            "\nkubeproxy_sync_proxy_rules_service_changes_total ",
                                            "\nkubeproxy_proxy_healthz_total{code=\"200\"} ",
                                            "\nkubeproxy_proxy_livez_total{code=\"200\"} 1\n",
                                            "\nprocess_cpu_seconds_total "));
            assertThat(get(metrics, "/proxyMode").body()).isEqualTo("nftables");
            assertThat(get(metrics, "/healthz").body()).isEqualTo("ok");
            assertThat(get(metrics, "/flagz").body())
                    .startsWith("\nkube-proxy flagz\n")
                    .contains("\nhostname-override=n1\n", "\nproxy-mode=nftables\n");
            assertThat(get(metrics, "/statusz").body())
                    .startsWith("\nkube-proxy statusz\n")
                    .contains("\nPaths: /configz /flagz ");
            assertThat(Json.parse(get(metrics, "/configz").body()))
                    .isEqualTo(
                            Yaml.read(
                                    """
                                    kubeproxy.config.k8s.io:
                                      kind: KubeProxyConfiguration
                                      apiVersion: kubeproxy.config.k8s.io/v1alpha1
                                      hostnameOverride: n1
                                      healthzBindAddress: 0.0.0.0:0
                                      metricsBindAddress: 127.0.0.1:0
                                      mode: nftables
                                      detectLocalMode: ClusterCIDR
                                      clusterCIDR: 10.244.0.0/16
                                    """));
            nodes.update(
                    node.mapSpec(spec ->
                            spec.withTaints(
                                    List.of(
                                            new Taint(
                                                    "ToBeDeletedByClusterAutoscaler",
                                                    null,
                                                    "NoSchedule",
                                                    null)))));
            awaitCode(health, 503);
            assertThat(get(health, "/livez").statusCode()).isEqualTo(200);
        }
    }

    private void awaitCode(int port, int code) {
        Awaitility.await().atMost(PATIENCE).until(() -> get(port, "/healthz").statusCode() == code);
    }

    private static Service service() {
        var text =
                """
                metadata: {name: web, namespace: default}
                spec: {ports: [{port: 80}], selector: {a: b}}
                """;
        return Json.read(Json.write(Yaml.read(text)), Service.CODEC);
    }
}
