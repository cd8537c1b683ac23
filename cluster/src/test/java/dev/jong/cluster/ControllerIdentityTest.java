package dev.jong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.yaml.Yaml;
import dev.jong.cluster.pki.Pki;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ControllerIdentityTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void eachControllerSpeaksAsItsServiceAccount() {
        var clock = InstantSource.system();
        var pki = Pki.create(List.of(), clock);
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        try (var plane = ControlPlane.start(ControlPlaneConfig.EMBEDDED, pki, store, clock)) {
            var client = plane.client(Pki.ADMIN, pki.admin());
            var accounts = client.resources(ServiceAccount.KIND).inNamespace("kube-system");
            assertThat(accounts.find("replicaset-controller")).isPresent();
            assertThat(
                            client.resources(ClusterRole.KIND)
                                    .find("system:controller:replicaset-controller"))
                    .isPresent();
            assertThat(Pki.Component.CONTROLLER_MANAGER.subject().groups()).isEmpty();

            var policies = client.resources(ValidatingAdmissionPolicy.KIND);
            policies.create(
                    read(
                            """
                            metadata: {name: who}
                            spec:
                              matchConstraints:
                                resourceRules:
                                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
                              validations:
                              - expression: "false"
                                messageExpression: "'it was ' + request.userInfo.username"
                            """,
                            ValidatingAdmissionPolicy.CODEC));
            client.resources(ValidatingAdmissionPolicyBinding.KIND)
                    .create(
                            read(
                                    """
                                    metadata: {name: who}
                                    spec: {policyName: who, validationActions: [Deny]}
                                    """,
                                    ValidatingAdmissionPolicyBinding.CODEC));
            var sets = client.resources(ReplicaSet.KIND).inNamespace("default");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> {
                        sets.deleteCollection(
                                dev.jong.client.Deletion.DEFAULT, dev.jong.client.ListOptions.ALL);
                        var set =
                                sets.create(
                                        read(
                                                """
                                                metadata: {generateName: s, namespace: default}
                                                spec:
                                                  replicas: 1
                                                  selector: {matchLabels: {a: b}}
                                                  template:
                                                    metadata: {labels: {a: b}}
                                                    spec: {containers: [{name: c, image: i}]}
                                                """,
                                                ReplicaSet.CODEC));
                        Awaitility.await()
                                .atMost(PATIENCE)
                                .until(() ->
                                        sets.get(set.name()).status().replicas() > 0
                                                || !sets.get(set.name())
                                                        .status()
                                                        .conditions()
                                                        .isEmpty());
                        return sets.get(set.name()).status().conditions().stream()
                                .anyMatch(condition ->
                                        String.valueOf(condition.message())
                                                .contains(
                                                        "it was system:serviceaccount:kube-system:replicaset-controller"));
                    });
        }
    }

    private static <T> T read(String yaml, Codec<T> codec) {
        return Json.read(Yaml.read(yaml), codec);
    }
}
