package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.Event;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.defaults.Defaults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadValidationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "containers: [{name: a, image: i, resizePolicy: [{resourceName: x, restartPolicy: NotRequired}]}] | spec.containers[0].resizePolicy: Unsupported value: \"x\": supported values: \"cpu\", \"memory\"",
                "containers: [{name: a, image: i, restartPolicyRules: [{action: Restart}]}] | spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used",
                "containers: [{name: a, image: i, restartPolicy: x}] | spec.containers[0].restartPolicy: Unsupported value: \"x\": supported values: \"Always\", \"Never\", \"OnFailure\"",
                "containers: [{name: a, image: i, resources: {claims: [{name: c}]}}] | spec.containers[0].resources.claims[0]: Not found: \"c\": must be one of the names in pod.spec.resourceClaims which is empty",
                "containers: [{name: a, image: i}], resourceClaims: [{name: c}] | spec.resourceClaims[0]: Invalid value: {\"name\":\"c\"}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
                "containers: [{name: a, image: i}], os: {name: x} | spec.os: Unsupported value: \"x\": supported values: \"linux\", \"windows\"",
                "containers: [{name: a, image: i}], os: {name: windows}, securityContext: {fsGroup: 2} | spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod",
                "containers: [{name: a, image: i}], securityContext: {seccompProfile: {}} | spec.securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set",
                "containers: [{name: a, image: i}], securityContext: {windowsOptions: {runAsUserName: 'a\\'}} | spec.securityContext.windowsOptions.runAsUserName: Invalid value: \"a\\\\\": runAsUserName's User cannot be empty",
                "containers: [{name: a, image: i}], hostnameOverride: a, hostNetwork: true | spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true",
                "containers: [{name: a, image: i}], ephemeralContainers: [{name: e, image: i}] | spec.ephemeralContainers: Forbidden: cannot be set on create",
                "containers: [{name: a, image: i}], volumes: [{name: v, rbd: {}}] | spec.volumes[0].rbd.monitors: Required value",
                "containers: [{name: a, image: i}], volumes: [{name: v, configMap: {name: c}, quobyte: {registry: 'a:1', volume: v}}] | spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type",
                "containers: [{name: a, image: i, env: [{name: e, valueFrom: {fileKeyRef: {volumeName: v, path: p, key: k}}}]}] | spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: \"v\"",
            })
    void findsWhatIsWrongWithAPod(String spec, String error) {
        assertThat(wrong(Pod.KIND, "{spec: {" + spec + "}}")).contains(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: Resource, resource: {name: cpu, target: {type: x}}} | spec.metrics[0].resource.target.type: Invalid value: \"x\": must be either Utilization, Value, or AverageValue",
                "{type: Pods} | spec.metrics[0].pods: Required value: must populate information for the given metric source",
                "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 1}}, pods: {}} | spec.metrics[0].pods: Forbidden: must populate the given metric source only",
                "{type: External, external: {metric: {name: a/b}, target: {type: Value, value: 1}}} | spec.metrics[0].external.metric.name: Invalid value: \"a/b\": may not contain '/'",
            })
    void findsWhatIsWrongWithAMetric(String metric, String error) {
        assertThat(
                        wrong(
                                HorizontalPodAutoscaler.KIND,
                                "{spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, metrics: ["
                                        + metric
                                        + "]}}"))
                .contains(error);
    }

    @Test
    void scalesTargetsOfNamedGroupsOnly() {
        assertThat(
                        wrong(
                                HorizontalPodAutoscaler.KIND,
                                "{spec: {maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: d}}}"))
                .containsExactly(
                        "spec.scaleTargetRef.apiVersion: Invalid value: \"\": apiVersion must specify API group");
        assertThat(
                        wrong(
                                HorizontalPodAutoscaler.KIND,
                                "{spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: v1, kind: ReplicationController, name: d}}}"))
                .isEmpty();
    }

    @Test
    void asksMoreOfEventsOfTheirOwnGroup() {
        var event =
                read(
                        Event.KIND,
                        "{metadata: {name: e, namespace: ns}, involvedObject: {namespace: ns}, reason: r}");
        assertThat(Validation.of(Event.KIND).always().apply(event)).isEmpty();
        assertThat(EventRules.newer(event, null))
                .extracting(FieldError::toString)
                .containsExactly(
                        "eventTime: Required value",
                        "type: Invalid value: \"\": has invalid value: ");
        assertThat(EventRules.newer(event.withReason("other"), event))
                .extracting(FieldError::toString)
                .containsExactly("reason: Invalid value: \"other\": field is immutable");
    }

    @Test
    void checksTheOthers() {
        assertThat(wrong(ControllerRevision.KIND, "{data: x, revision: -1}"))
                .containsExactly(
                        "data: Required value: data must be a valid JSON object",
                        "revision: Invalid value: -1: must be greater than or equal to 0");
        assertThat(
                        wrong(
                                PersistentVolumeClaim.KIND,
                                "{spec: {accessModes: [ReadWriteOnce], volumeMode: '', resources: {requests: {storage: 1Gi}}}}"))
                .containsExactly(
                        "spec.volumeMode: Unsupported value: \"\": supported values: \"Block\", \"Filesystem\"");
        assertThat(
                        wrong(
                                PersistentVolume.KIND,
                                "{spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, iscsi: {targetPortal: a, iqn: a, lun: 256}}}"))
                .containsExactly(
                        "spec.iscsi.iqn: Invalid value: \"a\": must be valid format",
                        "spec.iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive");
        assertThat(wrong(Service.KIND, "{spec: {clusterIPs: [a], ports: [{port: 0}]}}"))
                .first()
                .isEqualTo(
                        "spec.clusterIPs: Invalid value: [\"a\"]: must be empty when `clusterIP` is not specified");
        assertThat(
                        wrong(
                                Job.KIND,
                                "{spec: {podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [2, 1, 2]}}]},"
                                        + " template: {spec: {restartPolicy: Never, containers: [{name: a, image: i}]}}}}"))
                .contains(
                        "spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 2",
                        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1,2]: must be ordered");
    }

    @Test
    void writesSourcesOfClaimsIntoBothFields() {
        var claim =
                read(
                        PersistentVolumeClaim.KIND,
                        "{spec: {dataSource: {kind: PersistentVolumeClaim, name: c}}}");
        var sourced = VolumeClaimRules.sourced(claim, null).spec();
        assertThat(sourced.dataSourceRef()).isNotNull();
        assertThat(
                        VolumeClaimRules.sourced(
                                        read(
                                                PersistentVolumeClaim.KIND,
                                                "{spec: {dataSource: {kind: Other, name: c}}}"),
                                        null)
                                .spec()
                                .dataSource())
                .isNull();
    }

    @Test
    void warnsOfWhatIsHardlyMeant() {
        var pod =
                read(
                        Pod.KIND,
                        """
                        spec:
                          terminationGracePeriodSeconds: -1
                          imagePullSecrets: [{}]
                          containers:
                          - {name: a, image: i, env: [{name: X, value: a}, {name: X, value: "$(X)b"}, {name: X, value: c}]}
                          - {name: b, image: i, ports: [{containerPort: 1}, {containerPort: 1}]}
                          topologySpreadConstraints: [{maxSkew: 1, topologyKey: beta.kubernetes.io/os, whenUnsatisfiable: DoNotSchedule}]
                        """);
        assertThat(PodWarnings.of(pod))
                .containsExactlyInAnyOrder(
                        "spec.topologySpreadConstraints[0].topologyKey: beta.kubernetes.io/os is deprecated since v1.14; use \"kubernetes.io/os\" instead",
                        "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod",
                        "spec.imagePullSecrets[0].name: invalid empty name \"\"",
                        "spec.containers[0].env[2]: hides previous definition of \"X\", which may be dropped when using apply",
                        "spec.containers[1].ports[1]: duplicate port definition with spec.containers[1].ports[0]",
                        "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
    }

    private static <T extends KubernetesObject> List<String> wrong(Kind<T> kind, String yaml) {
        return Validation.of(kind).always().apply(read(kind, yaml)).stream()
                .map(Object::toString)
                .toList();
    }

    private static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return Defaults.of(kind).apply(Json.read(Yaml.read(yaml), kind.codec()));
    }
}
