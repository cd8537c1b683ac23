package dev.jong.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.Namespace;
import dev.jong.api.json.Json;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.request.User;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceAdminAccessTest {
    private static final String ASKS =
            "spec: {devices: {requests: [{name: r, exactly: {deviceClassName: c, adminAccess:"
                    + " true}}]}}";

    private final InMemoryCluster cluster = new InMemoryCluster();

    @BeforeEach
    void namespaces() {
        cluster.add(
                Json.read(
                        Yaml.read(
                                "{metadata: {name: admins, labels:"
                                        + " {resource.kubernetes.io/admin-access: 'true'}}}"),
                        Namespace.KIND.codec()));
        cluster.add(Json.read(Yaml.read("{metadata: {name: others}}"), Namespace.KIND.codec()));
    }

    @Test
    void asksTheNamespaceWhoMayAdministrateDevices() {
        assertThatCode(() -> create("admins", ASKS)).doesNotThrowAnyException();
        assertThatCode(() -> create("others", "spec: {}")).doesNotThrowAnyException();
        assertThatThrownBy(() -> create("others", ASKS))
                .hasMessageContaining(
                        "spec.devices.requests[0].adminAccess: Forbidden: admin access to devices"
                                + " requires the `resource.kubernetes.io/admin-access: true` label"
                                + " on the containing namespace");
    }

    private void create(String namespace, String spec) {
        var claim =
                Json.read(
                        Yaml.read(
                                "{metadata: {name: c, namespace: "
                                        + namespace
                                        + "}, "
                                        + spec
                                        + "}"),
                        ResourceClaim.KIND.codec());
        var request =
                new AdmissionRequest(
                        Operation.CREATE,
                        ResourceClaim.KIND,
                        "resourceclaims",
                        "",
                        namespace,
                        "c",
                        claim,
                        null,
                        false,
                        User.SERVER);
        var plugin = new DeviceAdminAccess(cluster);
        if (plugin.handles(request)) {
            plugin.validate(request);
        }
    }
}
