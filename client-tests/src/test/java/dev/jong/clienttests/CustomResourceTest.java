package dev.jong.clienttests;

import static dev.jong.clienttests.Stories.namespace;
import static dev.jong.clienttests.Stories.refusal;
import static dev.jong.clienttests.Stories.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

@JongCluster(nodes = 0)
final class CustomResourceTest {
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boats.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: boats, singular: boat, kind: Boat, shortNames: [bo]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.crew, statusReplicasPath: .status.crew}
                schema:
                  openAPIV3Schema:
                    type: object
                    required: [spec]
                    properties:
                      spec:
                        type: object
                        required: [length]
                        properties:
                          length: {type: integer, minimum: 1, maximum: 400}
                          rig: {type: string, enum: [junk, gaff, square], default: junk}
                          crew: {type: integer, default: 2}
                          home: {type: string, pattern: '^[A-Z][a-z]+$'}
                      status:
                        type: object
                        properties:
                          crew: {type: integer}
                          afloat: {type: boolean}
            """;
    private static final ResourceDefinitionContext BOATS =
            new ResourceDefinitionContext.Builder()
                    .withGroup("example.com")
                    .withVersion("v1")
                    .withKind("Boat")
                    .withPlural("boats")
                    .withNamespaced(true)
                    .build();

    private final KubernetesClient client;
    private final String namespace;

    CustomResourceTest(KubernetesClient client) {
        this.client = client;
        this.namespace = namespace(client);
        var definitions = client.apiextensions().v1().customResourceDefinitions();
        if (definitions.withName("boats.example.com").get() == null) {
            definitions
                    .resource(
                            client.getKubernetesSerialization()
                                    .unmarshal(DEFINITION, CustomResourceDefinition.class))
                    .create();
        }
        soon().until(() ->
                definitions.withName("boats.example.com").get().getStatus().getConditions().stream()
                        .anyMatch(it ->
                                it.getType().equals("Established")
                                        && it.getStatus().equals("True")));
        soon().ignoreException(KubernetesClientException.class)
                .until(() -> boats().list().getItems() != null);
    }

    @Test
    void fillsInDefaultsAndPrunesWhatTheSchemaDoesNotKnow() {
        var created = create("one", "spec: {length: 20, sails: 3}");

        assertThat(created.<String>get("spec", "rig")).isEqualTo("junk");
        assertThat(created.<Integer>get("spec", "crew")).isEqualTo(2);
        assertThat(created.<Object>get("spec", "sails")).isNull();
        assertThat(boats().withName("one").get()).isEqualTo(created);
    }

    @Test
    void refusesWhatTheSchemaForbids() {
        var refused =
                refusal(() -> create("bad", "spec: {length: 500, rig: motor, home: batavia}"));

        assertThat(refused.getCode()).isEqualTo(422);
        assertThat(refused.getStatus().getReason()).isEqualTo("Invalid");
        assertThat(refused.getStatus().getDetails().getCauses())
                .extracting(cause -> cause.getField())
                .containsExactlyInAnyOrder("spec.length", "spec.rig", "spec.home");
        assertThat(boats().withName("bad").get()).isNull();
    }

    @Test
    void refusesWhatIsMissingOrOfAnotherType() {
        assertThat(refusal(() -> create("bad", "spec: {rig: gaff}")).getStatus().getMessage())
                .contains("spec.length: Required value");
        assertThat(refusal(() -> create("bad", "spec: {length: long}")).getStatus().getMessage())
                .contains("spec.length: Invalid value")
                .contains("must be of type integer");
    }

    @Test
    void keepsSpecAndStatusApart() {
        create("one", "spec: {length: 20}\nstatus: {afloat: true}");
        assertThat(boats().withName("one").get().<Object>get("status")).isNull();

        boats().withName("one")
                .editStatus(it -> {
                    it.setAdditionalProperty("status", Map.of("afloat", true, "crew", 1));
                    it.setAdditionalProperty("spec", Map.of("length", 99));
                    return it;
                });

        var read = boats().withName("one").get();
        assertThat(read.<Boolean>get("status", "afloat")).isTrue();
        assertThat(read.<Integer>get("spec", "length")).isEqualTo(20);
        assertThat(read.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void scalesByThePathsOfItsDefinition() {
        create("one", "spec: {length: 20}");

        boats().withName("one").scale(7);

        var read = boats().withName("one").get();
        assertThat(read.<Integer>get("spec", "crew")).isEqualTo(7);
        assertThat(read.getMetadata().getGeneration()).isEqualTo(2);
    }

    private GenericKubernetesResource create(String name, String rest) {
        var yaml =
                "apiVersion: example.com/v1\nkind: Boat\nmetadata: {name: " + name + "}\n" + rest;
        return boats().resource(
                        client.getKubernetesSerialization()
                                .unmarshal(yaml, GenericKubernetesResource.class))
                .create();
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            boats() {
        return client.genericKubernetesResources(BOATS).inNamespace(namespace);
    }
}
