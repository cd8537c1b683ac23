package dev.jong.javaclienttests;

import static dev.jong.javaclienttests.Stories.configMap;
import static dev.jong.javaclienttests.Stories.namespace;
import static dev.jong.javaclienttests.Stories.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What operators build upon: informers and leader election.
@JongCluster(nodes = 0)
final class FollowingTest {
    private final ApiClient client;
    private final CoreV1Api api;
    private final String namespace;

    FollowingTest(ApiClient client) throws ApiException {
        this.client = client;
        this.api = new CoreV1Api(client);
        this.namespace = namespace(client);
    }

    @Test
    void anInformerKnowsWhatIsThereAndHearsWhatComes() throws ApiException {
        create("before", "1");
        var heard = new CopyOnWriteArrayList<String>();
        var factory = new SharedInformerFactory(client);
        var informer =
                factory.sharedIndexInformerFor(
                        new GenericKubernetesApi<>(
                                V1ConfigMap.class,
                                V1ConfigMapList.class,
                                "",
                                "v1",
                                "configmaps",
                                client),
                        V1ConfigMap.class,
                        0,
                        namespace);
        informer.addEventHandler(noting(heard));
        factory.startAllRegisteredInformers();
        try {
            soon().until(() -> heard.contains("added before"));
            create("after", "1");
            api.replaceNamespacedConfigMap("after", namespace, configMap("after", Map.of("k", "2")))
                    .execute();
            api.deleteNamespacedConfigMap("before", namespace).execute();

            soon().untilAsserted(() ->
                    assertThat(heard)
                            .containsExactly(
                                    "added before",
                                    "added after",
                                    "updated after 1 to 2",
                                    "deleted before"));
            assertThat(informer.getIndexer().getByKey(namespace + "/after").getData())
                    .containsEntry("k", "2");
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }

    @Test
    void oneCandidateLeadsAndTheNextTakesOver() throws ApiException {
        var news = new CopyOnWriteArrayList<String>();
        var first = candidate("first");
        start(first, "first", news);
        soon().until(() -> news.contains("first leads"));
        var second = candidate("second");
        start(second, "second", news);
        soon().untilAsserted(() -> assertThat(holder()).isEqualTo("first"));

        first.close();

        soon().until(() -> news.contains("second leads"));
        assertThat(holder()).isEqualTo("second");
        assertThat(news).containsSubsequence("first leads", "second leads");
        second.close();
    }

    private LeaderElector candidate(String name) {
        var lock = new LeaseLock(namespace, "story", name, client);
        return new LeaderElector(
                new LeaderElectionConfig(
                        lock,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(200)));
    }

    private static void start(LeaderElector candidate, String name, List<String> news) {
        Thread.ofPlatform()
                .daemon()
                .name("candidate-" + name)
                .start(() ->
                        candidate.run(
                                () -> news.add(name + " leads"),
                                () -> news.add(name + " stopped")));
    }

    private String holder() throws ApiException {
        return new CoordinationV1Api(client)
                .readNamespacedLease("story", namespace)
                .execute()
                .getSpec()
                .getHolderIdentity();
    }

    private void create(String name, String value) throws ApiException {
        api.createNamespacedConfigMap(namespace, configMap(name, Map.of("k", value))).execute();
    }

    private static ResourceEventHandler<V1ConfigMap> noting(List<String> heard) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1ConfigMap map) {
                note("added ", map, "");
            }

            @Override
            public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
                note(
                        "updated ",
                        after,
                        " " + before.getData().get("k") + " to " + after.getData().get("k"));
            }

            @Override
            public void onDelete(V1ConfigMap map, boolean unknown) {
                note("deleted ", map, "");
            }

            private void note(String what, V1ConfigMap map, String change) {
                var name = map.getMetadata().getName();
                if (!name.equals("kube-root-ca.crt")) {
                    heard.add(what + name + change);
                }
            }
        };
    }
}
