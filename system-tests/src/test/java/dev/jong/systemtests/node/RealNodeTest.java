package dev.jong.systemtests.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.yaml.Yaml;
import dev.jong.client.Deletion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.jong.systemtests.node.RealNode#possible")
class RealNodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir static Path home = Path.of("");
    private static @Nullable RealNode started;

    @BeforeAll
    static void start() throws IOException {
        started = new RealNode(home);
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static RealNode node() {
        return java.util.Objects.requireNonNull(started);
    }

    private static void create(String yaml) {
        node().client().resources(Pod.KIND).inNamespace("default").create(read(yaml, Pod.KIND));
    }

    private static ContainerStatus container(String pod) {
        var statuses = node().pod(pod).status().containerStatuses();
        return statuses.isEmpty() ? ContainerStatus.EMPTY : statuses.getFirst();
    }

    private static void awaitReady(String pod) {
        await().atMost(PATIENCE).until(() -> container(pod).ready());
    }

    @Test
    void runsAPodWithInitContainerVariablesAndVolumesAndAdoptsItAfterARestart() {
        node().client()
                .resources(ConfigMap.KIND)
                .inNamespace("default")
                .create(
                        ConfigMap.builder()
                                .metadata(ObjectMeta.builder().name("words").build())
                                .data(Map.of("greeting", "hello"))
                                .build());
        create(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: whole}
                spec:
                  nodeName: real
                  terminationGracePeriodSeconds: 2
                  automountServiceAccountToken: false
                  initContainers:
                  - name: first
                    image: localhost/jong/demo:v1
                    command: [sh, -c, "test $GREETING = hello && cat /words/greeting > /shared/file"]
                    env: [{name: GREETING, valueFrom: {configMapKeyRef: {name: words, key: greeting}}}]
                    volumeMounts: [{name: shared, mountPath: /shared}, {name: words, mountPath: /words}]
                  containers:
                  - name: main
                    image: localhost/jong/demo:v1
                    command: [sleep, "3600"]
                    readinessProbe: {exec: {command: [grep, hello, /shared/file]}, periodSeconds: 1, timeoutSeconds: 30}
                    volumeMounts: [{name: shared, mountPath: /shared}]
                  volumes:
                  - {name: shared, emptyDir: {medium: Memory}}
                  - {name: words, configMap: {name: words}}
                """);
        awaitReady("whole");
        var before = container("whole");
        node().restartKubelet();
        create(simple("after", "[sleep, '3600']", "Always"));
        awaitReady("after");
        assertThat(container("whole").containerId()).isEqualTo(before.containerId());
        assertThat(container("whole").restartCount()).isZero();
        awaitReady("whole");
        deleted("whole");
    }

    private static void deleted(String name) {
        var uid = node().pod(name).metadata().uid();
        var pods = node().client().resources(Pod.KIND).inNamespace("default");
        pods.delete(name, Deletion.DEFAULT);
        await().atMost(PATIENCE).until(() -> pods.find(name).isEmpty());
        await().atMost(PATIENCE)
                .until(() -> !Files.exists(node().home().resolve("kubelet/pods/" + uid)));
    }

    private static String simple(String name, String command, String restart) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec:
          nodeName: real
          restartPolicy: %s
          terminationGracePeriodSeconds: 2
          automountServiceAccountToken: false
          containers: [{name: main, image: 'localhost/jong/demo:v1', command: %s}]
        """
                .formatted(name, restart, command);
    }

    @Test
    void restartsWhatEndsAndKeepsItsLastWords() {
        create(simple("crash", "[sh, -c, 'echo bye > /dev/termination-log; exit 4']", "Always"));
        await().atMost(PATIENCE).until(() -> container("crash").restartCount() >= 1);
        await().atMost(PATIENCE)
                .until(() ->
                        container("crash").state().waiting() != null
                                && "CrashLoopBackOff"
                                        .equals(container("crash").state().waiting().reason()));
        var ended = container("crash").lastState().terminated();
        assertThat(ended).isNotNull();
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.message()).isEqualTo("bye\n");
    }

    @Test
    void endsARunOnceAsItsExitCodeSays() {
        create(simple("good", "['true']", "Never"));
        create(simple("bad", "['false']", "Never"));
        await().atMost(PATIENCE)
                .until(() -> "Succeeded".equals(node().pod("good").status().phase()));
        await().atMost(PATIENCE).until(() -> "Failed".equals(node().pod("bad").status().phase()));
    }

    @Test
    void saysWhyAnImageDoesNotCome() {
        create(
                simple("lost", "[sleep, '1']", "Always")
                        .replace("localhost/jong/demo:v1", "localhost:1/none:1"));
        await().atMost(PATIENCE)
                .until(() ->
                        container("lost").state().waiting() != null
                                && "ImagePullBackOff"
                                        .equals(container("lost").state().waiting().reason()));
    }

    @Test
    void resizesARunningContainerInPlace() {
        create(
                simple("grow", "[sleep, '3600']", "Always")
                        .replace(
                                "command: [sleep",
                                "resources: {requests: {cpu: 50m, memory: 32Mi}, limits: {cpu: 100m, memory: 64Mi}}, command: [sleep"));
        awaitReady("grow");
        var before = container("grow");
        var more = Map.of("cpu", Quantity.parse("200m"), "memory", Quantity.parse("96Mi"));
        var pod = node().pod("grow");
        var main = pod.spec().containers().getFirst();
        node().client()
                .resources(Pod.KIND)
                .inNamespace("default")
                .updateSubresource(
                        "grow",
                        "resize",
                        pod.mapSpec(spec ->
                                spec.withContainers(
                                        List.of(
                                                main.mapResources(
                                                        resources -> resources.withLimits(more))))),
                        Pod.KIND);
        await().atMost(PATIENCE)
                .until(() -> {
                    var resources = container("grow").resources();
                    return resources != null
                            && more.equals(resources.limits())
                            && node().pod("grow").status().conditions().stream()
                                    .noneMatch(each -> each.type().startsWith("PodResize"));
                });
        assertThat(container("grow").containerId()).isEqualTo(before.containerId());
        assertThat(container("grow").restartCount()).isZero();
        assertThat(quotaMicros("grow")).isEqualTo(20_000);
    }

    /// Processor time per tenth of a second, as the kernel has it: of either cgroup version.
    private static long quotaMicros(String pod) {
        var uid = node().pod(pod).metadata().uid();
        var id = java.util.Objects.requireNonNull(container(pod).containerId());
        var own = "pod" + uid + "/" + id.substring(id.indexOf("//") + 2);
        var groups = Path.of("/sys/fs/cgroup");
        var version1 = groups.resolve("cpu").resolve(RealNode.GROUP).resolve("burstable");
        var version2 = groups.resolve(RealNode.GROUP).resolve("burstable");
        try {
            return Files.isDirectory(version1)
                    ? Long.parseLong(
                            Files.readString(version1.resolve(own).resolve("cpu.cfs_quota_us"))
                                    .strip())
                    : Long.parseLong(
                            Files.readString(version2.resolve(own).resolve("cpu.max"))
                                    .split(" ", -1)[0]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void mountsWhatAClaimIsBoundTo() throws IOException {
        var folder = Files.createDirectory(home.resolve("claimed"));
        node().client()
                .resources(PersistentVolume.KIND)
                .create(
                        read(
                                """
                                apiVersion: v1
                                kind: PersistentVolume
                                metadata: {name: claimed}
                                spec:
                                  capacity: {storage: 1Gi}
                                  accessModes: [ReadWriteOnce]
                                  storageClassName: manual
                                  hostPath: {path: %s}
                                """
                                        .formatted(folder),
                                PersistentVolume.KIND));
        node().client()
                .resources(PersistentVolumeClaim.KIND)
                .inNamespace("default")
                .create(
                        read(
                                """
                                apiVersion: v1
                                kind: PersistentVolumeClaim
                                metadata: {name: wish}
                                spec:
                                  accessModes: [ReadWriteOnce]
                                  storageClassName: manual
                                  resources: {requests: {storage: 1Gi}}
                                """,
                                PersistentVolumeClaim.KIND));
        create(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: keeper}
                spec:
                  nodeName: real
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  containers:
                  - name: main
                    image: localhost/jong/demo:v1
                    command: [sh, -c, "echo kept > /data/file"]
                    volumeMounts: [{name: data, mountPath: /data}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: wish}}]
                """);
        await().atMost(PATIENCE)
                .until(() -> "Succeeded".equals(node().pod("keeper").status().phase()));
        assertThat(folder.resolve("file")).hasContent("kept");
    }

    private static <T extends KubernetesObject> T read(String yaml, Kind<T> kind) {
        return Json.read(Yaml.read(yaml), kind.codec());
    }
}
