package dev.jong.controllers.deployment;

import static dev.jong.controllers.Objects.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevisionsTest {
    private static final Deployment DEPLOYMENT =
            Deployment.builder()
                    .metadata(
                            named("web")
                                    .withAnnotations(
                                            Map.of("note", "new", Revisions.REVISION, "9")))
                    .build();

    private static ReplicaSet set(Map<String, String> annotations) {
        return ReplicaSet.builder().metadata(named("set").withAnnotations(annotations)).build();
    }

    @Test
    void copiesAnnotationsButNotTheRevision() {
        assertThat(Revisions.annotations(DEPLOYMENT, set(Map.of()), 1))
                .isEqualTo(Map.of("note", "new", Revisions.REVISION, "1"));
    }

    @Test
    void remembersTheRevisionsOfASetThatComesBack() {
        var once = Revisions.annotations(DEPLOYMENT, set(Map.of(Revisions.REVISION, "1")), 3);
        assertThat(once)
                .containsEntry(Revisions.REVISION, "3")
                .containsEntry(Revisions.HISTORY, "1");
        assertThat(Revisions.annotations(DEPLOYMENT, set(once), 5))
                .containsEntry(Revisions.HISTORY, "1,3");
    }

    @Test
    void neverCountsBack() {
        assertThat(Revisions.annotations(DEPLOYMENT, set(Map.of(Revisions.REVISION, "7")), 3))
                .containsEntry(Revisions.REVISION, "7")
                .doesNotContainKey(Revisions.HISTORY);
    }
}
