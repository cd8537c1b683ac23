package dev.jong.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.request.User;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountsTest {
    private static final String MIRROR =
            "metadata: {name: p, annotations: {kubernetes.io/config.mirror: x}}\n";

    private final InMemoryCluster cluster = new InMemoryCluster();
    private final ServiceAccounts plugin = new ServiceAccounts(cluster, new Random(1));

    @BeforeEach
    void accounts() {
        cluster.add(read(ServiceAccount.KIND, "metadata: {name: default, namespace: ns}"));
        cluster.add(
                read(
                        ServiceAccount.KIND,
                        """
                        metadata:
                          name: strict
                          namespace: ns
                          annotations: {kubernetes.io/enforce-mountable-secrets: "true"}
                        secrets: [{name: known}]
                        """));
    }

    /// A webhook may have changed the account after it was looked for.
    @Test
    void theAccountThatIsUsedAtLastMustBeThere() {
        assertThatCode(() -> create("spec: {serviceAccountName: default}"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> create("spec: {serviceAccountName: nobody}"))
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessageContaining("error looking up service account ns/nobody");
        assertThatThrownBy(() -> create("{metadata: {name: p}, spec: {}}"))
                .hasMessageContaining("no service account specified for pod ns/p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec: {imagePullSecrets: [{name: s}]}",
                "spec: {volumes: [{name: v, secret: {secretName: s}}]}",
                "spec: {volumes: [{name: v, projected: {sources: [{secret: {name: s}}]}}]}",
                "spec: {volumes: [{name: v, rbd: {secretRef: {name: s}}}]}",
                "spec: {volumes: [{name: v, azureFile: {secretName: s}}]}",
                "spec: {containers: [{name: c, envFrom: [{secretRef: {name: s}}]}]}",
                "spec: {initContainers: [{name: c, env: [{name: e, valueFrom: {secretKeyRef: {name: s}}}]}]}",
            })
    void aMirrorPodUsesNoSecrets(String spec) {
        assertThatThrownBy(() -> create(MIRROR + spec))
                .hasMessageContaining("a mirror pod may not reference secrets");
    }

    @Test
    void aMirrorPodUsesNoAccounts() {
        assertThatCode(() -> create(MIRROR + "spec: {containers: [{name: c}]}"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> create(MIRROR + "spec: {serviceAccountName: default}"))
                .hasMessageContaining("a mirror pod may not reference service accounts");
        assertThatThrownBy(() ->
                        create(
                                MIRROR
                                        + "spec: {volumes: [{name: v, projected: {sources:"
                                        + " [{serviceAccountToken: {path: t}}]}}]}"))
                .hasMessageContaining("may not use ServiceAccountToken volume projections");
    }

    @Test
    void ephemeralContainersUseNamedSecretsOnly() {
        assertThatThrownBy(() -> debug("strict", "other"))
                .hasMessageContaining(
                        "ephemeral container d with envFrom referencing secret.secretName=\"other\""
                                + " is not allowed because service account strict");
        assertThatCode(() -> debug("strict", "known")).doesNotThrowAnyException();
        assertThatCode(() -> debug("default", "other")).doesNotThrowAnyException();
    }

    private void debug(String account, String secret) {
        var pod =
                read(
                        Pod.KIND,
                        "spec: {serviceAccountName: "
                                + account
                                + ", ephemeralContainers: [{name: d, envFrom: [{secretRef: {name: "
                                + secret
                                + "}}]}]}");
        var request = request(Operation.UPDATE, "ephemeralcontainers", pod);
        assertThat(plugin.handles(request)).isTrue();
        assertThat(plugin.mutate(request, pod)).isSameAs(pod);
        plugin.validate(request);
    }

    private void create(String yaml) {
        var request = request(Operation.CREATE, "", read(Pod.KIND, yaml));
        assertThat(plugin.handles(request)).isTrue();
        plugin.validate(request);
    }

    private static AdmissionRequest request(Operation operation, String subresource, Pod pod) {
        return new AdmissionRequest(
                operation, Pod.KIND, "pods", subresource, "ns", "p", pod, null, false, User.SERVER);
    }

    private static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return Json.read(Yaml.read(yaml), kind.codec());
    }
}
