package dev.jong.clienttests;

import static dev.jong.clienttests.Stories.configMap;
import static dev.jong.clienttests.Stories.namespace;
import static dev.jong.clienttests.Stories.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What operators build upon: informers and leader election.
@JongCluster(nodes = 0)
final class FollowingTest {
    private final KubernetesClient client;
    private final String namespace;

    FollowingTest(KubernetesClient client) {
        this.client = client;
        this.namespace = namespace(client);
    }

    @Test
    void anInformerKnowsWhatIsThereAndHearsWhatComes() {
        create("before", "1");
        var heard = new CopyOnWriteArrayList<String>();
        try (var informer =
                client.configMaps()
                        .inNamespace(namespace)
                        .withLabel("story", "informer")
                        .inform(noting(heard))) {
            soon().until(informer::hasSynced);
            assertThat(informer.getIndexer().list())
                    .extracting(map -> map.getMetadata().getName())
                    .containsExactly("before");

            create("after", "1");
            client.configMaps()
                    .inNamespace(namespace)
                    .withName("after")
                    .edit(it -> new ConfigMapBuilder(it).addToData("k", "2").build());
            client.configMaps().inNamespace(namespace).withName("before").delete();

            soon().untilAsserted(() ->
                    assertThat(heard)
                            .containsExactly(
                                    "added before",
                                    "added after",
                                    "updated after 1 to 2",
                                    "deleted before"));
            assertThat(informer.getIndexer().getByKey(namespace + "/after").getData())
                    .containsEntry("k", "2");
        }
    }

    @Test
    void oneCandidateLeadsAndTheNextTakesOver() {
        var news = new CopyOnWriteArrayList<String>();
        var first = candidate("first", news).start();
        soon().until(() -> news.contains("first leads"));
        var second = candidate("second", news).start();
        assertThat(holder()).isEqualTo("first");

        first.cancel(true);
        soon().until(() -> news.contains("second leads"));
        assertThat(holder()).isEqualTo("second");
        soon().until(() -> news.contains("first stopped")); // it lets go before it says so
        assertThat(news).containsSubsequence("first leads", "second leads");

        second.cancel(true);
        soon().until(() -> news.contains("second stopped"));
    }

    private LeaderElector candidate(String name, List<String> news) {
        var config =
                new LeaderElectionConfigBuilder()
                        .withName(name)
                        .withLock(new LeaseLock(namespace, "story", name))
                        .withLeaseDuration(Duration.ofSeconds(15))
                        .withRenewDeadline(Duration.ofSeconds(10))
                        .withRetryPeriod(Duration.ofMillis(200))
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(
                                new LeaderCallbacks(
                                        () -> news.add(name + " leads"),
                                        () -> news.add(name + " stopped"),
                                        _ -> {}))
                        .build();
        return client.leaderElector().withConfig(config).build();
    }

    private String holder() {
        return client.leases()
                .inNamespace(namespace)
                .withName("story")
                .get()
                .getSpec()
                .getHolderIdentity();
    }

    private void create(String name, String value) {
        client.configMaps()
                .inNamespace(namespace)
                .resource(
                        new ConfigMapBuilder(configMap(name, Map.of("k", value)))
                                .editMetadata()
                                .addToLabels("story", "informer")
                                .endMetadata()
                                .build())
                .create();
    }

    private static ResourceEventHandler<ConfigMap> noting(List<String> heard) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap map) {
                heard.add("added " + map.getMetadata().getName());
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap after) {
                heard.add(
                        "updated %s %s to %s"
                                .formatted(
                                        after.getMetadata().getName(),
                                        before.getData().get("k"),
                                        after.getData().get("k")));
            }

            @Override
            public void onDelete(ConfigMap map, boolean unknown) {
                heard.add("deleted " + map.getMetadata().getName());
            }
        };
    }
}
