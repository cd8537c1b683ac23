package dev.jong.api.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ManagedFieldsEntry;
import dev.jong.api.yaml.Yaml;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules of server-side apply (KEP-555), case by case.
class FieldOwnershipTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final FieldOwnership CONFIG_MAPS =
            new FieldOwnership(ConfigMap.KIND.schema(), FieldSet.EMPTY);
    private static final FieldOwnership DEPLOYMENTS =
            new FieldOwnership(Deployment.KIND.schema(), FieldSet.ofNames("status"));
    private static final FieldOwnership SERVICES =
            new FieldOwnership(Service.KIND.schema(), FieldSet.EMPTY);

    @Test
    void givesTheCreatorWhatItWrote() {
        var entries =
                CONFIG_MAPS.written(
                        tree("{metadata: {}}"),
                        tree("{metadata: {name: c, labels: {a: b}}, data: {k: v}}"),
                        List.of(),
                        author("kubectl-create"));
        assertThat(fields(entries, "kubectl-create"))
                .isEqualTo(
                        tree(
                                "{'f:data': {'.': {}, 'f:k': {}}, 'f:metadata': {'f:labels': {'.': {}, 'f:a': {}}}}"));
    }

    /// The declaration of `spec.claimRef` overrules its type, which is owned whole elsewhere.
    @Test
    void ownsByFieldWhatIsDeclaredGranular() {
        var volumes = new FieldOwnership(PersistentVolume.KIND.schema(), FieldSet.EMPTY);
        var entries =
                volumes.written(
                        tree("{}"),
                        tree("{spec: {claimRef: {namespace: n, name: c}}}"),
                        List.of(),
                        author("binder"));
        assertThat(fields(entries, "binder"))
                .isEqualTo(
                        tree(
                                "{'f:spec': {'.': {}, 'f:claimRef': {'.': {}, 'f:name': {}, 'f:namespace': {}}}}"));
    }

    @Test
    void givesAnApplierItsLeaves() {
        var applied =
                apply(
                        JsonObject.EMPTY,
                        "{metadata: {name: c, labels: {a: b}}, data: {k: v}}",
                        List.of(),
                        "me",
                        false);
        assertThat(fields(applied.managedFields(), "me"))
                .isEqualTo(
                        tree("{'f:data': {'f:k': {}}, 'f:metadata': {'f:labels': {'f:a': {}}}}"));
    }

    @Test
    void leavesFieldsOfOthersWhereNothingIsApplied() {
        var first = apply(JsonObject.EMPTY, "{data: {k: v}}", List.of(), "one", false);
        var second = apply(first.object(), "{data: null}", first.managedFields(), "two", false);
        assertThat(second.object()).isEqualTo(tree("{data: {k: v}}"));
        assertThat(fields(second.managedFields(), "one"))
                .isEqualTo(tree("{'f:data': {'f:k': {}}}"));
        assertThat(fields(second.managedFields(), "two")).isEqualTo(tree("{'f:data': {}}"));
    }

    @Test
    void refusesToTakeAFieldOfAnotherApplier() {
        var first = apply(JsonObject.EMPTY, "{data: {k: v, other: x}}", List.of(), "one", false);
        assertThatThrownBy(() ->
                        apply(
                                first.object(),
                                "{data: {k: w}}",
                                first.managedFields(),
                                "two",
                                false))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(
                        "Apply failed with 1 conflict: conflict with \"one\": .data.k");
        var forced = apply(first.object(), "{data: {k: w}}", first.managedFields(), "two", true);
        assertThat(forced.object()).isEqualTo(tree("{data: {k: w, other: x}}"));
        assertThat(fields(forced.managedFields(), "one"))
                .isEqualTo(tree("{'f:data': {'f:other': {}}}"));
    }

    @Test
    void sharesAFieldThatBothSetToTheSameValue() {
        var first = apply(JsonObject.EMPTY, "{data: {k: v}}", List.of(), "one", false);
        var second = apply(first.object(), "{data: {k: v}}", first.managedFields(), "two", false);
        var third = apply(second.object(), "{data: {}}", second.managedFields(), "two", false);
        assertThat(third.object()).isEqualTo(tree("{data: {k: v}}"));
    }

    @Test
    void removesWhatItsOnlyApplierNoLongerNames() {
        var first = apply(JsonObject.EMPTY, "{data: {k: v, gone: x}}", List.of(), "one", false);
        var second = apply(first.object(), "{data: {k: v}}", first.managedFields(), "one", false);
        assertThat(second.object()).isEqualTo(tree("{data: {k: v}}"));
    }

    @Test
    void mergesListsByTheirKeys() {
        String one = "{spec: {template: {spec: {containers: [{name: a, image: x}]}}}}";
        String two = "{spec: {template: {spec: {containers: [{name: b, image: y}]}}}}";
        var first =
                DEPLOYMENTS.applied(JsonObject.EMPTY, tree(one), List.of(), author("one"), false);
        var second =
                DEPLOYMENTS.applied(
                        first.object(), tree(two), first.managedFields(), author("two"), false);
        assertThat(second.object())
                .isEqualTo(
                        tree(
                                "{spec: {template: {spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}}}"));
        var third =
                DEPLOYMENTS.applied(
                        second.object(), tree("{}"), second.managedFields(), author("one"), false);
        assertThat(third.object()).isEqualTo(tree(two));
    }

    @Test
    void completesKeysByTheirDefaults() {
        var first =
                SERVICES.applied(
                        JsonObject.EMPTY,
                        tree("{spec: {ports: [{port: 80, targetPort: 1}]}}"),
                        List.of(),
                        author("one"),
                        false);
        assertThat(Json.text(first.managedFields().getFirst().fieldsV1()))
                .contains("k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}");
    }

    @Test
    void letsKubectlKeepWhatItAppliedBeforeServersDid() {
        var live =
                tree(
                        """
                        metadata:
                          annotations:
                            kubectl.kubernetes.io/last-applied-configuration: '{"apiVersion":"v1","data":{"k":"v"}}'
                        data: {k: v, other: x}
                        """);
        var entries =
                CONFIG_MAPS.written(
                        tree("{metadata: {}}"),
                        live,
                        List.of(),
                        author("kubectl-client-side-apply"));
        var applied = apply(live, "{data: {k: w}}", entries, "kubectl", false);
        assertThat(applied.object().object("data")).isEqualTo(tree("{k: w, other: x}"));
        assertThatThrownBy(() -> apply(live, "{data: {other: y}}", entries, "kubectl", false))
                .hasMessageContaining(".data.other");
        assertThatThrownBy(() -> apply(live, "{data: {k: w}}", entries, "me", false))
                .hasMessageContaining(".data.k");
        assertThat(
                        LastApplied.synced(
                                        applied.object(), tree("{data: {k: w}}"), author("kubectl"))
                                .object("metadata")
                                .object("annotations")
                                .text("kubectl.kubernetes.io/last-applied-configuration"))
                .isEqualTo("{\"data\":{\"k\":\"w\"}}\n");
    }

    @Test
    void takesItemsThatStandTwiceForOne() {
        var entries =
                SERVICES.written(
                        tree("{metadata: {}}"),
                        tree("{spec: {ports: [{port: 80}, {port: 80, name: b}, {port: 81}]}}"),
                        List.of(),
                        author("me"));
        assertThat(Json.text(fields(entries, "me")))
                .contains("\"k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{}")
                .contains("f:port");
    }

    @Test
    void refusesAnItemThatStandsTwice() {
        String twice = "{spec: {template: {spec: {containers: [{name: a}, {name: a}]}}}}";
        assertThatThrownBy(() ->
                        DEPLOYMENTS.applied(
                                JsonObject.EMPTY, tree(twice), List.of(), author("one"), false))
                .isInstanceOf(InvalidFields.class);
    }

    @Test
    void leavesResetFieldsToOthers() {
        var entries =
                DEPLOYMENTS.written(
                        tree("{spec: {}, status: {}}"),
                        tree("{spec: {replicas: 3}, status: {replicas: 3}}"),
                        List.of(),
                        author("one"));
        assertThat(fields(entries, "one")).isEqualTo(tree("{'f:spec': {'f:replicas': {}}}"));
    }

    @Test
    void countsUntrackedFieldsAsOwnedBeforeTheFirstApply() {
        var live = tree("{data: {k: v}}");
        assertThatThrownBy(() -> apply(live, "{data: {k: w}}", List.of(), "one", false))
                .hasMessageContaining("conflict with \"before-first-apply\" using v1");
    }

    @Test
    void keepsTheObjectsNameWhenTheLastFieldOfItsMetadataIsGivenUp() {
        var first =
                apply(
                        JsonObject.EMPTY,
                        "{metadata: {name: c, finalizers: [a/b]}}",
                        List.of(),
                        "one",
                        false);
        var less =
                apply(first.object(), "{metadata: {name: c}}", first.managedFields(), "one", false);
        assertThat(less.object()).isEqualTo(tree("{metadata: {name: c}}"));
        assertThat(less.managedFields()).isEmpty();
    }

    @Test
    void givesATimeOnlyToWhoChangesTheObject() {
        var first = apply(JsonObject.EMPTY, "{data: {k: v}}", List.of(), "one", false);
        var second = apply(first.object(), "{data: {k: v}}", first.managedFields(), "two", false);
        assertThat(second.managedFields())
                .extracting(ManagedFieldsEntry::manager, ManagedFieldsEntry::time)
                .containsExactly(tuple("two", null), tuple("one", NOW));
    }

    private static FieldOwnership.Applied apply(
            JsonObject live,
            String config,
            List<ManagedFieldsEntry> entries,
            String manager,
            boolean force) {
        return CONFIG_MAPS.applied(live, tree(config), entries, author(manager), force);
    }

    private static JsonObject fields(List<ManagedFieldsEntry> entries, String manager) {
        return entries.stream()
                .filter(entry -> manager.equals(entry.manager()))
                .map(entry -> (JsonObject) entry.fieldsV1())
                .findFirst()
                .orElseThrow();
    }

    private static Author author(String manager) {
        return new Author(manager, "v1", "", NOW);
    }

    private static JsonObject tree(String yaml) {
        return (JsonObject) Yaml.read(yaml);
    }
}
