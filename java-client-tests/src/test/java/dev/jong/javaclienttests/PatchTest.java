package dev.jong.javaclienttests;

import static dev.jong.javaclienttests.Stories.configMap;
import static dev.jong.javaclienttests.Stories.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jong.junit.JongCluster;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.util.PatchUtils;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The four kinds of patches, server-side apply among them.
@JongCluster(nodes = 0)
final class PatchTest {
    private final ApiClient client;
    private final CoreV1Api api;
    private final String namespace;

    PatchTest(ApiClient client) throws ApiException {
        this.client = client;
        this.api = new CoreV1Api(client);
        this.namespace = namespace(client);
    }

    @Test
    void patchesByOperationsByMergingAndByTheSchema() throws ApiException {
        api.createNamespacedConfigMap(namespace, configMap("one", Map.of("a", "1", "b", "2")))
                .execute();

        var operations = "[{\"op\":\"replace\",\"path\":\"/data/a\",\"value\":\"one\"}]";
        assertThat(patch(V1Patch.PATCH_FORMAT_JSON_PATCH, operations).getData())
                .isEqualTo(Map.of("a", "one", "b", "2"));
        var merge = "{\"data\":{\"b\":null,\"c\":\"3\"}}";
        assertThat(patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, merge).getData())
                .isEqualTo(Map.of("a", "one", "c", "3"));
        var strategic = "{\"data\":{\"$patch\":\"replace\",\"d\":\"4\"}}";
        assertThat(patch(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, strategic).getData())
                .isEqualTo(Map.of("d", "4"));
    }

    @Test
    void appliersOwnFieldsConflictAndForce() throws ApiException {
        apply("mine", null, "{a: '1', b: '2'}");

        var refused =
                catchThrowableOfType(
                        ApiException.class, () -> apply("other", null, "{a: '9', c: '3'}"));
        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getResponseBody())
                .contains(
                        "Apply failed with 1 conflict: conflict with \\\"mine\\\": .data.a",
                        "\"reason\":\"FieldManagerConflict\"");

        assertThat(apply("other", true, "{a: '9', c: '3'}").getData())
                .isEqualTo(Map.of("a", "9", "b", "2", "c", "3"));
        // The first lost a and drops b; c is the other's.
        assertThat(apply("mine", null, "{}").getData()).isEqualTo(Map.of("a", "9", "c", "3"));
    }

    private V1ConfigMap patch(String format, String patch) throws ApiException {
        return PatchUtils.patch(
                V1ConfigMap.class,
                () ->
                        api.patchNamespacedConfigMap("one", namespace, new V1Patch(patch))
                                .buildCall(null),
                format,
                client);
    }

    private V1ConfigMap apply(String manager, @Nullable Boolean force, String data)
            throws ApiException {
        var configuration =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: " + data + "}";
        return PatchUtils.patch(
                V1ConfigMap.class,
                () ->
                        api.patchNamespacedConfigMap("one", namespace, new V1Patch(configuration))
                                .fieldManager(manager)
                                .force(force)
                                .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                client);
    }
}
