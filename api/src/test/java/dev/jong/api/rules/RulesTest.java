package dev.jong.api.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.TreeReader;
import dev.jong.api.patch.SchemaRules;
import dev.jong.api.patch.StrategicMergePatch;
import dev.jong.api.yaml.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "a, Equal, x, NoSchedule, true", "a, -, x, -, true", "a, Exists, -, -, true",
                "-, Exists, -, -, true", "a, Equal, y, NoSchedule, false", "b, Exists, -, -, false",
                "a, Exists, -, NoExecute, false"
            })
    void matchesTolerations(String key, String operator, String value, String effect, boolean ok) {
        var taint = new Taint("a", "x", "NoSchedule", null);
        var toleration = new Toleration(key, operator, value, effect, null);
        assertThat(Tolerations.tolerates(toleration, taint)).isEqualTo(ok);
    }

    @Test
    void addsUpWhatAPodRequests() {
        var pod =
                pod(
                        """
                        spec:
                          overhead: {cpu: 10m}
                          containers:
                          - {name: a, resources: {requests: {cpu: 100m, memory: 64Mi}}}
                          - {name: b, resources: {requests: {cpu: 200m}}}
                          initContainers:
                          - {name: s, restartPolicy: Always, resources: {requests: {cpu: 50m}}}
                          - {name: i, resources: {requests: {cpu: 400m, memory: 32Mi}}}
                        """);
        assertThat(PodResources.requests(pod))
                .containsOnly(
                        Map.entry("cpu", Quantity.parse("460m")),
                        Map.entry("memory", Quantity.parse("64Mi")));
        assertThat(PodResources.request(pod, "cpu")).isEqualTo(460);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | BestEffort",
                "{requests: {cpu: 1}} | Burstable",
                "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1, memory: 1Gi}} | Guaranteed",
                "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m, memory: 1Gi}} | Burstable",
                "{limits: {cpu: 1}, requests: {cpu: 1}} | Burstable"
            })
    void tellsTheQualityOfService(String resources, String qos) {
        var pod = pod("spec: {containers: [{name: a, resources: " + resources + "}]}");
        assertThat(PodQos.of(pod)).isEqualTo(qos);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{nodeSelector: {zone: a}} | true",
                "{nodeSelector: {zone: b}} | false",
                "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: size, operator: Gt, values: ['3']}]}]}}}} | true",
                "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [n2]}]}]}}}} | false",
                "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}]}}}} | false"
            })
    void matchesNodes(String spec, boolean fits) {
        assertThat(NodeSelection.fits(pod("spec: " + spec), "n1", Map.of("zone", "a", "size", "4")))
                .isEqualTo(fits);
    }

    @Test
    void findsConflictingHostPorts() {
        var any = pod("spec: {containers: [{name: a, ports: [{containerPort: 1, hostPort: 80}]}]}");
        var one =
                pod(
                        "spec: {containers: [{name: a, ports: [{containerPort: 1, hostPort: 80,"
                                + " hostIP: 1.2.3.4}]}]}");
        var udp =
                pod(
                        "spec: {containers: [{name: a, ports: [{containerPort: 1, hostPort: 80,"
                                + " protocol: UDP}]}]}");
        assertThat(HostPorts.conflict(HostPorts.of(any), HostPorts.of(one))).isTrue();
        assertThat(HostPorts.conflict(HostPorts.of(any), HostPorts.of(udp))).isFalse();
    }

    @Test
    void hashesTemplatesWithoutVowels() {
        var hash = PodTemplateHash.of(new byte[] {1, 2}, null);
        assertThat(hash).matches("[bcdfghjklmnpqrstvwxz2456789]{5,10}");
        assertThat(PodTemplateHash.of(new byte[] {1, 2}, 1)).isNotEqualTo(hash);
    }

    @Test
    void mergesContainersByNameAsTheSchemaSays() {
        var before = (JsonObject) Yaml.read("spec: {containers: [{name: a, image: x},{name: b}]}");
        var patch = (JsonObject) Yaml.read("spec: {containers: [{name: b, image: z}]}");
        var merged = StrategicMergePatch.apply(before, patch, SchemaRules.of(Pod.KIND.schema()));
        assertThat(merged)
                .isEqualTo(
                        Yaml.read("spec: {containers: [{name: a, image: x},{name: b, image: z}]}"));
    }

    private static Pod pod(String yaml) {
        return Pod.KIND.codec().read(new TreeReader(Yaml.read(yaml)));
    }
}
