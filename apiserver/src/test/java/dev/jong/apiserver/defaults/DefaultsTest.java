package dev.jong.apiserver.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.Service;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultsTest {
    @Test
    void fillsInAPod() {
        var pod =
                """
                spec:
                  containers:
                  - name: a
                    image: nginx:1.27
                    ports: [{containerPort: 80}]
                    resources: {limits: {cpu: 1}}
                    readinessProbe: {httpGet: {port: 80}}
                  volumes:
                  - name: e
                  - name: c
                    configMap: {name: x}
                """;
        assertThat(defaulted(Pod.KIND, pod))
                .isEqualTo(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {}
                        spec:
                          containers:
                          - image: nginx:1.27
                            imagePullPolicy: IfNotPresent
                            name: a
                            ports:
                            - containerPort: 80
                              protocol: TCP
                            readinessProbe:
                              failureThreshold: 3
                              httpGet:
                                path: /
                                port: 80
                                scheme: HTTP
                              periodSeconds: 10
                              successThreshold: 1
                              timeoutSeconds: 1
                            resources:
                              limits:
                                cpu: "1"
                              requests:
                                cpu: "1"
                            terminationMessagePath: /dev/termination-log
                            terminationMessagePolicy: File
                          dnsPolicy: ClusterFirst
                          enableServiceLinks: true
                          restartPolicy: Always
                          schedulerName: default-scheduler
                          securityContext: {}
                          terminationGracePeriodSeconds: 30
                          volumes:
                          - emptyDir: {}
                            name: e
                          - configMap:
                              defaultMode: 420
                              name: x
                            name: c
                        status: {}
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "nginx:1, IfNotPresent",
        "r:5000/nginx, Always",
        "r:5000/nginx:1, IfNotPresent",
        "nginx@sha256:ab, IfNotPresent",
        "nginx:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, Always"
    })
    void pullsLatestEachTime(String image, String policy) {
        assertThat(ContainerDefaults.pullPolicy(null, image)).isEqualTo(policy);
    }

    @Test
    void fillsInTheOthers() {
        assertThat(defaulted(Deployment.KIND, "spec: {template: {spec: {hostNetwork: true}}}"))
                .contains("maxSurge: 25%", "progressDeadlineSeconds: 600", "replicas: 1")
                .doesNotContain("enableServiceLinks");
        assertThat(defaulted(Service.KIND, "spec: {type: NodePort, ports: [{port: 80}]}"))
                .contains(
                        "externalTrafficPolicy: Cluster",
                        "internalTrafficPolicy: Cluster",
                        "targetPort: 80",
                        "sessionAffinity: None");
        assertThat(defaulted(Namespace.KIND, "metadata: {name: x}"))
                .contains("kubernetes.io/metadata.name: x", "phase: Active");
        assertThat(defaulted(Secret.KIND, "stringData: {a: b}"))
                .contains("a: Yg==", "type: Opaque")
                .doesNotContain("stringData");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: OnDelete} | {\"type\":\"OnDelete\"}",
                "{type: OnDelete, rollingUpdate: {}} | {\"rollingUpdate\":{\"maxSurge\":0,\"maxUnavailable\":0},\"type\":\"OnDelete\"}",
                "{type: OnDelete, rollingUpdate: {maxUnavailable: 3}} | {\"rollingUpdate\":{\"maxSurge\":0,\"maxUnavailable\":3},\"type\":\"OnDelete\"}",
                "{type: OnDelete, rollingUpdate: {maxSurge: 2}} | {\"rollingUpdate\":{\"maxSurge\":2,\"maxUnavailable\":0},\"type\":\"OnDelete\"}",
                "{rollingUpdate: {maxSurge: 2}} | {\"rollingUpdate\":{\"maxSurge\":2,\"maxUnavailable\":1},\"type\":\"RollingUpdate\"}",
            })
    void fillsInHowADaemonSetRenewsItsPods(String given, String filled) {
        assertThat(defaulted(DaemonSet.KIND, "spec: {updateStrategy: %s}".formatted(given)))
                .contains(Yaml.write(Yaml.read(filled)).indent(4));
    }

    private static <T extends KubernetesObject> String defaulted(Kind<T> kind, String yaml) {
        var object = Json.read(Yaml.read(yaml), kind.codec());
        var once = Defaults.of(kind).apply(object);
        assertThat(Defaults.of(kind).apply(once)).isEqualTo(once);
        return Yaml.write(Json.tree(once, kind.codec()));
    }
}
