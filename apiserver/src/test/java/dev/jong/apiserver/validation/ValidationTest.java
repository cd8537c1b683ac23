package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.Service;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.defaults.Defaults;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | spec.containers: Required value",
                "{containers: [{name: a}]} | spec.containers[0].image: Required value",
                "{containers: [{image: i}]} | spec.containers[0].name: Required value",
                "{containers: [{name: a, image: i},{name: a, image: i}]} | spec.containers[1].name: Duplicate value: \"a\"",
                "{containers: [{name: a, image: i, imagePullPolicy: x}]} | spec.containers[0].imagePullPolicy: Unsupported value: \"x\": supported values: \"Always\", \"IfNotPresent\", \"Never\"",
                "{containers: [{name: a, image: i, ports: [{containerPort: 70000}]}]} | spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
                "{containers: [{name: a, image: i, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]} | spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1",
                "{containers: [{name: a, image: i, volumeMounts: [{name: v, mountPath: /v}]}]} | spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
                "{containers: [{name: a, image: i, livenessProbe: {}}]} | spec.containers[0].livenessProbe: Required value: must specify a handler type",
                "{containers: [{name: a, image: i}], restartPolicy: x} | spec.restartPolicy: Unsupported value: \"x\": supported values: \"Always\", \"OnFailure\", \"Never\"",
                "{containers: [{name: a, image: i, env: [{name: e, valueFrom: {}}]}]} | spec.containers[0].env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
                "{containers: [{name: a, image: i}], tolerations: [{operator: Equal}]} | spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \"match all values and all keys\"",
                "{containers: [{name: a, image: i}], securityContext: {sysctls: [{name: 'foo-'}]}} | spec.securityContext.sysctls[0].name: Invalid value: \"foo-\": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$",
                "{containers: [{name: a, image: i}], volumes: [{name: v, emptyDir: {}, hostPath: {path: /}}]} | spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"
            })
    void findsWhatIsWrongWithAPod(String spec, String error) {
        assertThat(wrong(Pod.KIND, "{spec: " + spec + "}")).contains(error);
    }

    @Test
    void findsNothingWrongWithASoundPod() {
        assertThat(
                        wrong(
                                Pod.KIND,
                                """
                                spec:
                                  initContainers: [{name: i, image: i}]
                                  containers:
                                  - name: a
                                    image: i
                                    env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                                    resources: {limits: {cpu: 1, example.com/gpu: 1}}
                                    volumeMounts: [{name: d, mountPath: /d}]
                                    lifecycle: {preStop: {exec: {command: [x]}}}
                                  volumes:
                                  - name: d
                                    downwardAPI: {items: [{path: l, fieldRef: {fieldPath: "metadata.labels['a']"}}]}
                                """))
                .isEmpty();
    }

    @Test
    void holdsWhatMustNotChange() {
        var pod = read(Pod.KIND, "spec: {containers: [{name: a, image: i}]}");
        var renamed = read(Pod.KIND, "spec: {containers: [{name: b, image: i}]}");
        var repainted = read(Pod.KIND, "spec: {containers: [{name: a, image: j}]}");
        assertThat(update(Pod.KIND, repainted, pod)).isEmpty();
        assertThat(update(Pod.KIND, renamed, pod))
                .singleElement()
                .asString()
                .startsWith("spec: Forbidden: pod updates may not change fields other than");
        var map = read(ConfigMap.KIND, "{immutable: true, data: {a: x}}");
        assertThat(update(ConfigMap.KIND, map.withData(Map.of()), map))
                .containsExactly("data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void checksTheOthers() {
        assertThat(
                        wrong(
                                Deployment.KIND,
                                "{spec: {selector: {matchLabels: {a: b}}, template: {spec: {containers:"
                                        + " [{name: a, image: i}]}}}}"))
                .containsExactly(
                        "spec.template.metadata.labels: Invalid value: null: `selector` does not match"
                                + " template `labels`");
        assertThat(wrong(Service.KIND, "{spec: {ports: [{port: 0}]}}"))
                .contains(
                        "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535,"
                                + " inclusive");
        assertThat(wrong(ConfigMap.KIND, "{data: {'': x}}"))
                .singleElement()
                .asString()
                .startsWith("data[]: Invalid value: \"\": a valid config key must consist");
        assertThat(wrong(Secret.KIND, "{type: kubernetes.io/tls}"))
                .containsExactly("data[tls.crt]: Required value", "data[tls.key]: Required value");
    }

    private static <T extends KubernetesObject> List<String> wrong(Kind<T> kind, String yaml) {
        return Validation.of(kind).always().apply(read(kind, yaml)).stream()
                .map(Object::toString)
                .toList();
    }

    private static <T extends KubernetesObject> List<String> update(Kind<T> kind, T now, T old) {
        return Validation.of(kind).update().apply(now, old).stream().map(Object::toString).toList();
    }

    private static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return Defaults.of(kind).apply(Json.read(Yaml.read(yaml), kind.codec()));
    }
}
