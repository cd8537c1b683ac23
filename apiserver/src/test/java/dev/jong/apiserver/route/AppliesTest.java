package dev.jong.apiserver.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonInteger;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.TestServer.Answer;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Server-side apply as a client meets it (KEP-555).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppliesTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps/";
    private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets/";

    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aScaleIsAppliedAndOwnedAtTheObjectsOwnField() {
        var set =
                "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: s}\nspec:\n  replicas: 2\n"
                        + "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n"
                        + "    spec: {containers: [{name: c, image: i}]}\n";
        assertThat(apply(SETS + "s", "me", set).status()).isEqualTo(201);
        var scale =
                "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: s}, spec: {replicas: 5}}";

        var refused = apply(SETS + "s/scale", "scaler", scale);
        var forced = apply(SETS + "s/scale", "scaler&force=true", scale);
        var taken = apply(SETS + "s", "me", set);

        assertThat(refused.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"me\": .spec.replicas");
        assertThat(forced.status()).isEqualTo(200);
        assertThat(forced.body().text("kind")).isEqualTo("Scale");
        assertThat(taken.message())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\": .spec.replicas");
    }

    @Test
    void whoAppliesNoReplicasAnyMoreLeavesNone() {
        var set =
                "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: none}\nspec:\n"
                        + "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n"
                        + "    spec: {containers: [{name: c, image: i}]}\n";
        assertThat(apply(SETS + "none", "me", set).status()).isEqualTo(201);
        var scale = "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: none}";
        apply(SETS + "none/scale", "scaler&force=true", scale + ", spec: {replicas: 5}}");
        var without = apply(SETS + "none/scale", "scaler", scale + "}");
        assertThat(without.status()).isEqualTo(200);
        assertThat(without.body().object("spec").has("replicas")).isFalse();
        assertThat(server.get("admin", SETS + "none").body().object("spec").get("replicas"))
                .isEqualTo(new JsonInteger(0));
    }

    @Test
    void aScaleKeepsTheNameOfItsObject() {
        var set =
                "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: named}\nspec:\n"
                        + "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n"
                        + "    spec: {containers: [{name: c, image: i}]}\n";
        assertThat(apply(SETS + "named", "me", set).status()).isEqualTo(201);
        var renamed =
                server.call(
                        "admin",
                        "PATCH",
                        SETS + "named/scale",
                        "{\"metadata\":{\"name\":\"x\"}}",
                        "Content-Type",
                        "application/merge-patch+json");
        assertThat(renamed.status()).isEqualTo(400);
        assertThat(renamed.message())
                .isEqualTo("the name of the object (x) does not match the name on the URL (named)");
    }

    @Test
    void whatIsNewNeedsAName() {
        var made = apply(MAPS + "nameless", "me", "{apiVersion: v1, kind: ConfigMap}");
        assertThat(made.status()).isEqualTo(400);
        assertThat(made.message())
                .isEqualTo(
                        "the name of the object (nameless based on URL) was undeterminable: name must be provided");
        assertThat(apply(MAPS + "nameless", "me", map("nameless", "data: {a: b}")).status())
                .isEqualTo(201);
        assertThat(
                        apply(MAPS + "nameless", "me", "{apiVersion: v1, kind: ConfigMap}")
                                .body()
                                .object("metadata")
                                .text("name"))
                .isEqualTo("nameless");
        assertThat(apply(MAPS + "nameless", "me", "{metadata: {name: other}}").message())
                .isEqualTo("invalid object type: /, Kind=");
    }

    @Test
    void tellsOfBytesThatAreNone() {
        var secret =
                apply(
                        "/api/v1/namespaces/default/secrets/s",
                        "me",
                        "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: 'not base64'}}");
        assertThat(secret.status()).isEqualTo(500);
        assertThat(secret.message())
                .isEqualTo(
                        "failed to convert new object (/s; /v1, Kind=Secret) to proper version: unable to convert unstructured object to /v1, Kind=Secret: error decoding from json: illegal base64 data at input byte 3");
    }

    @Test
    void labelsThroughAStatusBelongToWhoAppliedThem() {
        for (var kind : new String[] {"Deployment", "StatefulSet"}) {
            var path =
                    "/apis/apps/v1/namespaces/default/"
                            + kind.toLowerCase(Locale.ROOT)
                            + "s/labels";
            var whole =
                    "{apiVersion: apps/v1, kind: "
                            + kind
                            + ", metadata: {name: labels}, spec: {selector: {matchLabels: {a: b}}, template:"
                            + " {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}";
            assertThat(apply(path, "me", whole).status()).isEqualTo(201);
            var status =
                    apply(
                            path + "/status",
                            "controller",
                            "{apiVersion: apps/v1, kind: "
                                    + kind
                                    + ", metadata: {name: labels, labels: {x: z}}, status: {replicas: 1}}");
            assertThat(status.status()).isEqualTo(200);
            var metadata = status.body().object("metadata");
            boolean kept = kind.equals("StatefulSet");
            assertThat(metadata.object("labels").has("x")).isEqualTo(kept);
            assertThat(status.text().contains("\"f:x\"")).isEqualTo(kept);
        }
    }

    @Test
    void refusesWhatOwnershipCannotUnderstand() {
        var mistyped = apply(MAPS + "a", "me", map("a", "data: {k: 1}"));
        assertThat(mistyped.status()).isEqualTo(500);
        assertThat(mistyped.message())
                .isEqualTo(
                        "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data.k: expected string, got &value.valueUnstructured{Value:1}");
        var other = apply(MAPS + "a", "me", "{apiVersion: v1, kind: Secret, metadata: {name: a}}");
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.message()).isEqualTo("invalid object type: /v1, Kind=Secret");
        assertThat(apply(MAPS + "a", "me", "[1]").message())
                .isEqualTo(
                        "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}");
    }

    @Test
    void knowsAnItemWithoutItsKeyByWhatGoHasThere() {
        var nameless =
                "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: nameless}\nspec:\n"
                        + "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n"
                        + "    spec: {containers: [{image: i}]}\n";
        var refused = apply(SETS + "nameless", "me", nameless);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .contains("spec.template.spec.containers[0].name: Required value");
    }

    @Test
    void refusesManagersWithoutAProperName() {
        assertThat(apply(MAPS + "a", "a%01b", map("a", "data: {}")).message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\x01b\": invalid character U+0001 (at position 1)");
        assertThat(apply(MAPS + "a", "m".repeat(129), map("a", "data: {}")).message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes");
    }

    @Test
    void givingUpTheLastFieldOfMetadataLeavesTheObjectItsName() {
        var finalized =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: b, finalizers: [a.io/b]}}";
        assertThat(apply(MAPS + "b", "me", finalized).status()).isEqualTo(201);

        var less = apply(MAPS + "b", "me", map("b", "data: {}"));

        assertThat(less.status()).isEqualTo(200);
        assertThat(less.body().object("metadata").has("finalizers")).isFalse();
        assertThat(less.body().object("metadata").text("uid")).isNotBlank();
    }

    @Test
    void aVersionOfNothingIsForgottenAndAUidOfNothingRefused() {
        var versioned =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, resourceVersion: '1'}}";
        var identified = "{apiVersion: v1, kind: ConfigMap, metadata: {name: d, uid: abc}}";

        assertThat(apply(MAPS + "c", "me", versioned).status()).isEqualTo(201);
        assertThat(apply(MAPS + "d", "me", identified).message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"d\": uid mismatch: the provided object specified uid abc, and no existing object was found");
    }

    @Test
    void anEmptyListOfOwnersForgetsThemAllAndAnUnreadableOneNobody() {
        apply(MAPS + "e", "me", map("e", "data: {k: v}"));

        var unreadable = merge(MAPS + "e", "[{\"manager\":\"x\",\"operation\":\"Foo\"}]");
        var reset = merge(MAPS + "e", "[]");

        assertThat(unreadable.body().object("metadata").array("managedFields").items()).hasSize(1);
        assertThat(reset.status()).isEqualTo(200);
        assertThat(reset.body().object("metadata").has("managedFields")).isFalse();
    }

    @Test
    void aDryRunHasNoVersion() {
        var dry = apply(MAPS + "f", "me&dryRun=All", map("f", "data: {k: v}"));

        assertThat(dry.status()).isEqualTo(201);
        assertThat(dry.body().object("metadata").has("resourceVersion")).isFalse();
    }

    private static String map(String name, String rest) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n" + rest + "\n";
    }

    private Answer merge(String path, String owners) {
        return server.call(
                "admin",
                "PATCH",
                path,
                "{\"metadata\":{\"managedFields\":" + owners + "}}",
                "Content-Type",
                "application/merge-patch+json");
    }

    private Answer apply(String path, String manager, String yaml) {
        return server.call(
                "admin",
                "PATCH",
                path + "?fieldManager=" + manager,
                yaml,
                "Content-Type",
                "application/apply-patch+yaml");
    }
}
