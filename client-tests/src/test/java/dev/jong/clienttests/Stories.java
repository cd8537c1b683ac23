package dev.jong.clienttests;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.core.ConditionFactory;

/// What the stories have in common: places, objects, refusals, patience.
final class Stories {
    private Stories() {}

    /// A namespace that no other story uses; its generated name is the answer.
    static String namespace(KubernetesClient client) {
        Namespace asked =
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("story-")
                        .endMetadata()
                        .build();
        return client.namespaces().resource(asked).create().getMetadata().getName();
    }

    static ConfigMap configMap(String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withData(data)
                .build();
    }

    static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("localhost/jong/demo:v1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /// The refusal that the call must meet, with the Status that the server sent.
    static KubernetesClientException refusal(ThrowingCallable call) {
        var refused = catchThrowableOfType(KubernetesClientException.class, call);
        if (refused == null || refused.getStatus() == null) {
            throw new AssertionError("expected a refusal with a Status", refused);
        }
        return refused;
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(3));
    }
}
