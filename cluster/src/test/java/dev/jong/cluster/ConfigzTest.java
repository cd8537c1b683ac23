package dev.jong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.client.ClientTls;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Subject;
import dev.jong.foundation.Lifecycle;
import dev.jong.http.TlsIdentity;
import dev.jong.kubelet.Kubelet;
import dev.jong.kubelet.KubeletConfig;
import dev.jong.kubelet.settings.KubeletConfiguration;
import dev.jong.kubelet.simulated.SimulatedBehaviour;
import dev.jong.kubelet.simulated.SimulatedRuntime;
import dev.jong.kubelet.simulated.SimulatedWorld;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What parts tell of how they run is how they were told to.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigzTest {
    private static final String HOST = "127.0.0.1";

    private final InstantSource clock = InstantSource.system();
    private final Pki pki = Pki.create(List.of(), clock);
    private final Lifecycle parts = new Lifecycle();
    private ControlPlane plane;
    private int scheduler;
    private int controllers;

    @BeforeAll
    void start() throws IOException {
        var ports = freePorts();
        scheduler = ports[0];
        controllers = ports[1];
        var flags =
                ServerFlags.of(
                        "--scheduler-secure-port=" + scheduler,
                        "--controller-manager-secure-port=" + controllers);
        plane =
                parts.add(
                        "plane",
                        ControlPlane.start(
                                ControlPlaneConfig.EMBEDDED.withFlags(flags),
                                pki,
                                LogStore.inMemory(StoreOptions.DEFAULT),
                                clock));
    }

    @AfterAll
    void close() {
        parts.close();
    }

    @Test
    void schedulerTellsItsRulesAndTheirWeights() throws Exception {
        var told = configuration(scheduler, "componentconfig");
        assertThat(told.text("kind")).isEqualTo("KubeSchedulerConfiguration");
        assertThat(told.text("apiVersion")).isEqualTo("kubescheduler.config.k8s.io/v1");
        assertThat(told.object("leaderElection").get("leaderElect")).isEqualTo(Yaml.read("false"));
        assertThat(told.get("podMaxBackoffSeconds")).isEqualTo(new JsonInteger(10));
        var profile = (JsonObject) told.array("profiles").get(0);
        assertThat(profile.text("schedulerName")).isEqualTo("default-scheduler");
        assertThat(profile.object("plugins").object("multiPoint").array("enabled").items())
                .contains(
                        Yaml.read("{name: TaintToleration, weight: 3}"),
                        Yaml.read("{name: NodeName, weight: 0}"),
                        Yaml.read("{name: ImageLocality, weight: 1}"),
                        Yaml.read("{name: VolumeZone, weight: 0}"),
                        Yaml.read("{name: DefaultBinder, weight: 0}"));
        assertThat(profile.array("pluginConfig").items())
                .contains(
                        Yaml.read(
                                """
                                name: VolumeBinding
                                args:
                                  kind: VolumeBindingArgs
                                  apiVersion: kubescheduler.config.k8s.io/v1
                                  bindTimeoutSeconds: 600
                                """));
    }

    @Test
    void controllersTellTheirTimes() throws Exception {
        var told = configuration(controllers, "kubecontrollermanager.config.k8s.io");
        assertThat(told.text("kind")).isEqualTo("KubeControllerManagerConfiguration");
        assertThat(told.object("NodeLifecycleController").text("NodeMonitorGracePeriod"))
                .isEqualTo("50s");
        assertThat(told.object("KubeCloudShared").get("AllocateNodeCIDRs"))
                .isEqualTo(Yaml.read("false"));
        assertThat(told.object("CSRSigningController").text("ClusterSigningDuration"))
                .isEqualTo("8760h0m0s");
        assertThat(told.object("Generic").object("LeaderElection").text("resourceName"))
                .isEqualTo("kube-controller-manager");
    }

    @Test
    void partsTellThePortThatAFlagGaveThem() throws Exception {
        assertThat(get(scheduler, "/flagz").body())
                .startsWith("\nkube-scheduler flagz\n")
                .endsWith("\nsecure-port=" + scheduler + "\n");
        assertThat(get(controllers, "/statusz").body())
                .startsWith("\nkube-controller-manager statusz\n")
                .contains(" /configz /flagz /healthz ");
        var own = get(plane.port(), "/flagz").body();
        assertThat(own)
                .contains(
                        "\nscheduler-secure-port=" + scheduler + "\n",
                        "\ncontroller-manager-secure-port=" + controllers + "\n");
    }

    @Test
    void kubeletTellsWhatItsFileSaysThroughTheApiServer() throws Exception {
        var settings =
                KubeletConfiguration.parse(
                        """
                        apiVersion: kubelet.config.k8s.io/v1beta1
                        kind: KubeletConfiguration
                        containerLogMaxSize: 3Mi
                        imageMinimumGCAge: 5m
                        evictionHard: {memory.available: 250Mi, nodefs.available: "12.5%"}
                        """);
        var own = pki.authority().server(Subject.of("system:nodes"), List.of(HOST));
        var identity =
                new TlsIdentity(
                        own.key(),
                        List.of(own.certificate()),
                        List.of(pki.authority().certificate()));
        var config =
                KubeletConfig.simulated("configured", "10.0.1.1")
                        .withServer(new KubeletConfig.Server(HOST, 0, identity))
                        .withSettings(settings);
        var world = parts.add("world", new SimulatedWorld(clock));
        var runtime = parts.add("runtime", new SimulatedRuntime(world, SimulatedBehaviour.USUAL));
        parts.add("kubelet", Kubelet.start(config, plane.node("configured"), runtime));
        Readiness.awaitNode(plane.client(Pki.ADMIN, pki.admin()), "configured");

        var answer = get(plane.port(), "/api/v1/nodes/configured/proxy/configz");
        assertThat(answer.statusCode()).isEqualTo(200);
        var told = ((JsonObject) Json.parse(answer.body())).object("kubeletconfig");
        assertThat(told.text("kind")).isEqualTo("KubeletConfiguration");
        assertThat(told.text("apiVersion")).isEqualTo("kubelet.config.k8s.io/v1beta1");
        assertThat(told.text("containerLogMaxSize")).isEqualTo("3Mi");
        assertThat(told.get("containerLogMaxFiles")).isEqualTo(new JsonInteger(5));
        assertThat(told.text("imageMinimumGCAge")).isEqualTo("5m0s");
        assertThat(told.object("evictionHard"))
                .isEqualTo(
                        JsonObject.of("memory.available", new JsonText("250Mi"))
                                .with("nodefs.available", "12.5%"));
        assertThat(((JsonInteger) told.get("port")).value()).isPositive();

        var proxied = "/api/v1/nodes/configured/proxy/";
        assertThat(get(plane.port(), proxied + "flagz").body())
                .startsWith("\nkubelet flagz\n")
                .endsWith("\nhostname-override=configured\n");
        assertThat(get(plane.port(), proxied + "statusz").body())
                .startsWith("\nkubelet statusz\n")
                .contains("\nEmulation version: 1.36\n", " /pods ");
        var form = "application/json;g=config.k8s.io;v=v1beta1;as=Statusz";
        var structured = get(plane.port(), proxied + "statusz", form);
        assertThat(structured.headers().firstValue("Content-Type")).hasValue(form);
        assertThat(((JsonObject) Json.parse(structured.body())).object("metadata").text("name"))
                .isEqualTo("kubelet");
        assertThat(get(plane.port(), proxied + "flagz", "image/png").statusCode()).isEqualTo(406);
    }

    private JsonObject configuration(int port, String name) throws Exception {
        var answer = get(port, "/configz");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return ((JsonObject) Json.parse(answer.body())).object(name);
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return get(port, path, "*/*");
    }

    private HttpResponse<String> get(int port, String path, String accept) throws Exception {
        var admin = pki.admin();
        var tls =
                ClientTls.of(
                        List.of(pki.authority().certificate()),
                        admin.key(),
                        List.of(admin.certificate()));
        try (var http = HttpClient.newBuilder().sslContext(tls).build()) {
            var at = URI.create("https://" + HOST + ":" + port + path);
            return http.send(
                    HttpRequest.newBuilder(at).header("Accept", accept).build(),
                    BodyHandlers.ofString());
        }
    }

    /// Different ones, which the next moment may be somebody else's; nothing but this begins to
    /// listen then.
    private static int[] freePorts() throws IOException {
        try (var one = listening();
                var other = listening()) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(HOST));
    }
}
