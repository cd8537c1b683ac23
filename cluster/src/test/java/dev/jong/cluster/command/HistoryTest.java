package dev.jong.cluster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.yaml.Yaml;
import dev.jong.client.Client;
import dev.jong.client.Kubeconfig;
import dev.jong.client.KubeconfigClients;
import dev.jong.client.Patch;
import dev.jong.cluster.EmbeddedCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HistoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private static Path folder;

    private final Map<String, Object> cluster = new EmbeddedCluster().apply(Map.of("nodes", "0"));
    private final Client client = client(String.valueOf(cluster.get("kubeconfig")));

    private static Client client(String kubeconfig) {
        var config = Kubeconfig.of(Yaml.read(kubeconfig));
        return new KubeconfigClients(config, Path.of(".")).client("", "test");
    }

    @BeforeAll
    void write() throws IOException {
        Files.writeString(folder.resolve("kubeconfig"), String.valueOf(cluster.get("kubeconfig")));
    }

    @AfterAll
    void stop() {
        client.close();
        if (cluster.get("close") instanceof Runnable close) {
            close.run();
        }
    }

    private String call(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var all = new ArrayList<>(List.of("history"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--kubeconfig", folder.resolve("kubeconfig").toString()));
        var code = Commands.run(all, new Terminal(stream, stream), Map.of());
        return code + " " + bytes.toString(StandardCharsets.UTF_8);
    }

    private static <T> T read(String yaml, Codec<T> codec) {
        return Json.read(Yaml.read(yaml), codec);
    }

    private static String revision(ObjectMeta metadata) {
        return Objects.requireNonNull(metadata.resourceVersion());
    }

    @Test
    void showsWhatBecameOfAnObjectAndGoesBack() {
        var maps = client.resources(ConfigMap.KIND).inNamespace("default");
        var first =
                maps.create(
                        read(
                                "{metadata: {name: m, labels: {a: b}}, data: {color: red, size: '1'}}",
                                ConfigMap.CODEC));
        var second = maps.update(first.withData(Map.of("color", "green", "shape", "round")));

        assertThat(call("configmap/m").lines())
                .anyMatch(line ->
                        line.contains(revision(first.metadata()) + " ")
                                && line.contains(" created   "))
                .anyMatch(line ->
                        line.startsWith(revision(second.metadata()) + " ")
                                && line.contains(" changed   ")
                                && line.endsWith(" (Update)"))
                .contains(
                        "    ~ data.color: red → green",
                        "    + data.shape: round",
                        "    - data.size: 1");

        assertThat(call("cm/m")).isEqualTo(call("configmap/m"));
        assertThat(call("configmaps/m", "--rollback-to", revision(first.metadata())))
                .contains("    ~ data.color: green → red\n")
                .endsWith("Nothing was changed; --yes does it.\n");
        assertThat(maps.get("m")).isEqualTo(second);

        assertThat(call("cOnfigmap/m", "--rollback-to", revision(first.metadata()), "--yes"))
                .contains("configmaps/m has the content of revision " + revision(first.metadata()));
        var back = maps.get("m");
        assertThat(back.data()).isEqualTo(first.data());
        assertThat(back.metadata().uid()).isEqualTo(first.metadata().uid());
        assertThat(back.metadata().managedFields())
                .anyMatch(entry -> "jong-rollback".equals(entry.manager()));
        assertThat(Long.parseLong(revision(back.metadata())))
                .isGreaterThan(Long.parseLong(revision(second.metadata())));

        maps.delete("m");
        assertThat(call("configmap/m")).contains(" deleted ");
        assertThat(call("configmap/m", "--rollback-to", revision(second.metadata())))
                .contains("would be made again");
        assertThat(maps.find("m")).isEmpty();
        call("configmap/m", "--rollback-to", revision(second.metadata()), "--yes");
        assertThat(maps.get("m").data()).isEqualTo(second.data());
        assertThat(maps.get("m").metadata().uid()).isNotEqualTo(first.metadata().uid());
    }

    @Test
    void leavesTheStatusAsItIs() {
        var deployments = client.resources(Deployment.KIND).inNamespace("default");
        var first =
                deployments.create(
                        read(
                                """
                                metadata: {name: d}
                                spec:
                                  replicas: 0
                                  selector: {matchLabels: {a: b}}
                                  template:
                                    metadata: {labels: {a: b}}
                                    spec: {containers: [{name: c, image: one}, {name: e, image: x}]}
                                """,
                                Deployment.CODEC));
        Awaitility.await().atMost(PATIENCE).until(() -> observed(deployments.get("d")) == 1);
        var paused = JsonObject.of("spec", JsonObject.of("paused", new JsonBoolean(true)));
        deployments.patch("d", new Patch.Merge(paused));
        Awaitility.await().atMost(PATIENCE).until(() -> observed(deployments.get("d")) == 2);

        assertThat(call("deployments.apps/d")).contains("    + spec.paused: true\n");
        assertThat(call("deployment/d", "--rollback-to", revision(first.metadata()), "--yes"))
                .contains("    - spec.paused: true\n");
        assertThat(deployments.get("d").spec()).isEqualTo(first.spec());
        assertThat(observed(deployments.get("d"))).isGreaterThanOrEqualTo(2);
    }

    private static long observed(Deployment deployment) {
        return deployment.status().observedGeneration();
    }

    @Test
    void refusesWhatItCannotKnow() {
        assertThat(call("configmap")).startsWith("2 jong: which object?");
        assertThat(call("frob/x")).startsWith("1 jong: the server has no resource \"frob\"");
        assertThat(call("configmap/none")).isEqualTo("1 jong: configmaps \"none\" not found\n");
        var maps = client.resources(ConfigMap.KIND).inNamespace("default");
        maps.create(read("{metadata: {name: r}}", ConfigMap.CODEC));
        assertThat(call("configmap/r", "--rollback-to", "1"))
                .startsWith("1 jong: configmaps/r has no revision 1 to go back to");
    }
}
