package dev.jong.clienttests;

import static dev.jong.clienttests.Stories.configMap;
import static dev.jong.clienttests.Stories.namespace;
import static dev.jong.clienttests.Stories.refusal;
import static dev.jong.clienttests.Stories.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@JongCluster(nodes = 0)
final class VerbsTest {
    private final KubernetesClient client;
    private final String namespace;

    VerbsTest(KubernetesClient client) {
        this.client = client;
        this.namespace = namespace(client);
    }

    @Test
    void createsGetsAndListsWhatWasSent() {
        var created = maps().resource(configMap("one", Map.of("k", "v"))).create();

        assertThat(created.getMetadata().getUid()).isNotBlank();
        assertThat(created.getMetadata().getCreationTimestamp()).isNotBlank();
        assertThat(maps().withName("one").get()).isEqualTo(created);
        assertThat(maps().withField("metadata.name", "one").list().getItems())
                .containsExactly(created);
        assertThat(maps().withName("two").get()).isNull();
    }

    @Test
    void refusesANameThatIsTaken() {
        maps().resource(configMap("one", Map.of())).create();

        var refused = refusal(() -> maps().resource(configMap("one", Map.of())).create());

        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getStatus().getReason()).isEqualTo("AlreadyExists");
        assertThat(refused.getStatus().getMessage()).isEqualTo("configmaps \"one\" already exists");
    }

    @Test
    void refusesANameThatIsNoName() {
        var refused = refusal(() -> maps().resource(configMap("Not_A_Name", Map.of())).create());

        assertThat(refused.getCode()).isEqualTo(422);
        assertThat(refused.getStatus().getReason()).isEqualTo("Invalid");
        assertThat(refused.getStatus().getDetails().getCauses())
                .extracting(cause -> cause.getField())
                .containsExactly("metadata.name");
    }

    @Test
    void refusesAnUpdateOfWhatHasChangedSince() {
        var read = maps().resource(configMap("one", Map.of("k", "1"))).create();
        var faster = new ConfigMapBuilder(read).addToData("k", "2").build();
        var slower = new ConfigMapBuilder(read).addToData("k", "3").build();

        var updated = maps().resource(faster).update();
        var refused = refusal(() -> maps().resource(slower).update());

        assertThat(updated.getMetadata().getResourceVersion())
                .isNotEqualTo(read.getMetadata().getResourceVersion());
        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getStatus().getReason()).isEqualTo("Conflict");
        assertThat(refused.getStatus().getMessage())
                .contains("the object has been modified; please apply your changes to the latest");
        assertThat(maps().withName("one").get().getData()).containsEntry("k", "2");
    }

    @Test
    void changesNothingWhenNothingIsNew() {
        var read = maps().resource(configMap("one", Map.of("k", "1"))).create();

        var again = maps().resource(read).update();

        assertThat(again).isEqualTo(read);
    }

    @Test
    void makesUpTheEndOfAGeneratedName() {
        var asked =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withGenerateName("part-")
                        .endMetadata()
                        .build();

        var first = maps().resource(asked).create();
        var second = maps().resource(asked).create();

        assertThat(List.of(first, second))
                .extracting(map -> map.getMetadata().getName())
                .allMatch(name -> name.matches("part-[a-z0-9]{5}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void dryRunAnswersButKeepsNothing() {
        var answered = maps().resource(configMap("one", Map.of("k", "v"))).dryRun().create();

        assertThat(answered.getMetadata().getUid()).isNotBlank();
        assertThat(maps().withName("one").get()).isNull();

        maps().resource(configMap("one", Map.of("k", "v"))).create();
        maps().withName("one").dryRun().delete();
        assertThat(maps().withName("one").get()).isNotNull();
    }

    @Test
    void selectsByLabelsAndFields() {
        labelled("a", Map.of("tier", "front", "env", "test"));
        labelled("b", Map.of("tier", "back", "env", "test"));
        labelled("c", Map.of("tier", "back", "env", "live"));
        labelled("d", Map.of("env", "live"));

        assertThat(names(maps().withLabel("tier", "back").list())).containsExactly("b", "c");
        assertThat(names(maps().withLabelIn("tier", "front", "back").list()))
                .containsExactly("a", "b", "c");
        assertThat(names(maps().withLabelNotIn("tier", "front").list()))
                .contains("b", "c", "d")
                .doesNotContain("a");
        assertThat(names(maps().withoutLabel("tier").withLabel("env").list())).containsExactly("d");
        assertThat(names(maps().withoutField("metadata.name", "a").withLabel("env", "test").list()))
                .containsExactly("b");
    }

    @Test
    void refusesAFieldThatCannotBeSelected() {
        var refused = refusal(() -> maps().withField("data.k", "v").list());

        assertThat(refused.getCode()).isEqualTo(400);
        assertThat(refused.getStatus().getReason()).isEqualTo("BadRequest");
    }

    @Test
    void listsInPages() {
        for (var name : List.of("p1", "p2", "p3", "p4", "p5")) {
            labelled(name, Map.of("paged", "yes"));
        }
        var seen = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        String next = "";
        do {
            var page =
                    maps().withLabel("paged")
                            .list(
                                    new ListOptionsBuilder()
                                            .withLimit(2L)
                                            .withContinue(next)
                                            .build());
            seen.addAll(names(page));
            sizes.add(page.getItems().size());
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());

        assertThat(seen).containsExactly("p1", "p2", "p3", "p4", "p5");
        assertThat(sizes).containsExactly(2, 2, 1);
    }

    @Test
    void deletesACollectionBySelector() {
        labelled("keep", Map.of("fate", "stays"));
        labelled("lose-1", Map.of("fate", "goes"));
        labelled("lose-2", Map.of("fate", "goes"));

        maps().withLabel("fate", "goes").delete();

        soon().until(() -> maps().withLabel("fate", "goes").list().getItems().isEmpty());
        assertThat(maps().withName("keep").get()).isNotNull();
    }

    @Test
    void watchesEachChangeInOrder() {
        var before = maps().list().getMetadata().getResourceVersion();
        var seen = new CopyOnWriteArrayList<String>();
        var watcher =
                new Watcher<ConfigMap>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap map) {
                        seen.add(action + " " + map.getData());
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        seen.add("closed " + cause);
                    }
                };
        maps().resource(configMap("one", Map.of("k", "1"))).create();
        try (var _ =
                maps().withName("one")
                        .watch(
                                new ListOptionsBuilder().withResourceVersion(before).build(),
                                watcher)) {
            maps().withName("one").edit(it -> new ConfigMapBuilder(it).addToData("k", "2").build());
            maps().withName("one").delete();
            soon().untilAsserted(() ->
                    assertThat(seen)
                            .containsExactly("ADDED {k=1}", "MODIFIED {k=2}", "DELETED {k=2}"));
        }
    }

    private void labelled(String name, Map<String, String> labels) {
        maps().resource(
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withLabels(labels)
                                .endMetadata()
                                .build())
                .create();
    }

    private static List<String> names(ConfigMapList list) {
        return list.getItems().stream().map(map -> map.getMetadata().getName()).toList();
    }

    private NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> maps() {
        return client.configMaps().inNamespace(namespace);
    }
}
