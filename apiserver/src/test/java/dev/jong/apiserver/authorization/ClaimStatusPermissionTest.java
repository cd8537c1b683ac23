package dev.jong.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jong.api.json.Json;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimStatusPermissionTest {
    private static final String ON_WORKER =
            "nodeSelector: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In,"
                    + " values: [worker]}]}]}";
    private static final ResourceClaim FREE = claim("{}");
    private static final ResourceClaim GIVEN = claim("{allocation: {" + ON_WORKER + "}}");
    private static final ResourceClaim TOLD =
            claim(
                    "{allocation: {"
                            + ON_WORKER
                            + "}, devices: [{driver: a.example.com, pool: p, device: d}, {driver:"
                            + " b.example.com, pool: p, device: d}]}");
    private static final User DRIVER =
            new User(
                    "system:serviceaccount:ns:driver",
                    "",
                    List.of(),
                    Map.of("authentication.kubernetes.io/node-name", List.of("worker")));

    private final List<String> asked = new ArrayList<>();
    private final ClaimStatusPermission refusing =
            new ClaimStatusPermission(attributes -> {
                asked.add(
                        attributes.verb()
                                + " "
                                + attributes.wholeResource()
                                + " "
                                + attributes.namespace()
                                + "/"
                                + attributes.name());
                return Authorizer.NO_OPINION;
            });

    @Test
    void bindingTakesPermissionInAllNamespaces() {
        assertThatThrownBy(() -> refusing.validate(update(GIVEN, FREE, DRIVER)))
                .hasMessageContaining(
                        "status.allocation: Forbidden: changing status.allocation or"
                                + " status.reservedFor requires resource=\"resourceclaims/binding\","
                                + " verb=\"update\" permission: resourceclaims.resource.k8s.io is"
                                + " forbidden: User \"system:serviceaccount:ns:driver\" cannot update"
                                + " resource \"resourceclaims/binding\" in API group"
                                + " \"resource.k8s.io\" at the cluster scope");
        assertThat(asked).containsExactly("update resourceclaims/binding /");
    }

    @Test
    void driversOnTheNodeMayHaveEitherPermission() {
        assertThatThrownBy(() ->
                        RequestContext.of(DRIVER)
                                .doing("patch")
                                .run(() -> refusing.validate(update(TOLD, GIVEN, DRIVER))))
                .hasMessageContaining("verb=\"[associated-node:patch arbitrary-node:patch]\"");
        assertThat(asked)
                .containsExactly(
                        "associated-node:patch resourceclaims/driver ns/a.example.com",
                        "arbitrary-node:patch resourceclaims/driver ns/a.example.com",
                        "associated-node:patch resourceclaims/driver ns/b.example.com",
                        "arbitrary-node:patch resourceclaims/driver ns/b.example.com");
        var allowing =
                new ClaimStatusPermission(attributes ->
                        attributes.verb().startsWith("associated-node:")
                                ? new Decision.Allow("")
                                : Authorizer.NO_OPINION);
        allowing.validate(update(TOLD, GIVEN, DRIVER));
    }

    @Test
    void othersNeedPermissionForAnyNode() {
        var somebody = User.of("somebody", List.of());
        assertThatThrownBy(() -> refusing.validate(update(GIVEN, TOLD, somebody)))
                .hasMessageContaining("verb=\"[arbitrary-node:update]\"");
    }

    @Test
    void whatDoesNotChangeTakesNoPermission() {
        refusing.validate(update(TOLD, TOLD, DRIVER));
        assertThat(asked).isEmpty();
    }

    @Test
    void theGateTurnsItOff() {
        assertThat(bind("AllAlpha=false")).contains("requires resource=\"resourceclaims/binding\"");
        assertThat(bind("DRAResourceClaimGranularStatusAuthorization=false")).isEqualTo("null");
        assertThat(bind("AllBeta=false")).isEqualTo("null");
    }

    /// What the server says to somebody who may only update statuses of claims, and says that one
    /// is taken; `null` when nothing is wrong.
    private static String bind(String gates) {
        var claims = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
        var roles = "/apis/rbac.authorization.k8s.io/v1/";
        try (var server = TestServer.start("--feature-gates=" + gates)) {
            server.post(
                    "admin",
                    roles + "clusterroles",
                    "{\"metadata\":{\"name\":\"r\"},\"rules\":[{\"apiGroups\":"
                            + "[\"resource.k8s.io\"],\"resources\":[\"resourceclaims/status\"],"
                            + "\"verbs\":[\"patch\"]}]}");
            server.post(
                    "admin",
                    roles + "clusterrolebindings",
                    "{\"metadata\":{\"name\":\"r\"},\"subjects\":[{\"kind\":\"User\","
                            + "\"name\":\"alice\"}],\"roleRef\":{\"kind\":\"ClusterRole\","
                            + "\"name\":\"r\",\"apiGroup\":\"rbac.authorization.k8s.io\"}}");
            server.post("admin", claims, "{\"metadata\":{\"name\":\"c\"}}");
            var status =
                    "{\"status\":{\"allocation\":{},\"reservedFor\":[{\"resource\":\"pods\","
                            + "\"name\":\"p\",\"uid\":\"u\"}]}}";
            return await().until(
                            () ->
                                    server.call(
                                            "alice",
                                            "PATCH",
                                            claims + "/c/status",
                                            status,
                                            "Content-Type",
                                            "application/merge-patch+json"),
                            answer -> answer.status() != 403)
                    .message();
        }
    }

    private static AdmissionRequest update(ResourceClaim now, ResourceClaim old, User user) {
        return new AdmissionRequest(
                Operation.UPDATE,
                ResourceClaim.KIND,
                "resourceclaims",
                "status",
                "ns",
                "claim",
                now,
                old,
                false,
                user);
    }

    private static ResourceClaim claim(String status) {
        return Json.read(
                Yaml.read("{metadata: {name: claim, namespace: ns}, status: " + status + "}"),
                ResourceClaim.KIND.codec());
    }
}
