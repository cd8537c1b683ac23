package dev.jong.javaclienttests;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.core.ConditionFactory;

/// What the stories have in common: places, objects, refusals, patience.
final class Stories {
    private Stories() {}

    /// A namespace that no other story uses; its generated name is the answer.
    static String namespace(ApiClient client) throws ApiException {
        var asked = new V1Namespace().metadata(new V1ObjectMeta().generateName("story-"));
        var made = new CoreV1Api(client).createNamespace(asked).execute();
        return made.getMetadata().getName();
    }

    static V1ConfigMap configMap(String name, Map<String, String> data) {
        return new V1ConfigMap().metadata(new V1ObjectMeta().name(name)).data(data);
    }

    /// The Status with which the call must be refused.
    static JsonObject refusal(ThrowingCallable call) {
        var refused = catchThrowableOfType(ApiException.class, call);
        if (refused == null) {
            throw new AssertionError("expected a refusal");
        }
        var status = JsonParser.parseString(refused.getResponseBody()).getAsJsonObject();
        if (status.get("code").getAsInt() != refused.getCode()) {
            throw new AssertionError("the Status has another code than the answer", refused);
        }
        return status;
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(3));
    }
}
