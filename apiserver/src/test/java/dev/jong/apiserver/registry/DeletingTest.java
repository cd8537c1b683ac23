package dev.jong.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.TestServer.Answer;
import dev.jong.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Deletions beside other requests, and grace periods as time goes by.
@Timeout(60)
class DeletingTest {
    private static final String NAMESPACE = "/api/v1/namespaces/default";
    private static final String MAP = NAMESPACE + "/configmaps/c";
    private static final String POD = NAMESPACE + "/pods/p";

    private final InterruptedStore store = new InterruptedStore();
    private volatile Duration later = Duration.ZERO;
    private TestServer server;

    @BeforeEach
    void start() {
        InstantSource clock = () -> Instant.now().plus(later);
        server =
                TestServer.on(
                        store,
                        config ->
                                new ApiServerConfig(config.http(), clock, config.random())
                                        .withAccess(config.access().orElseThrow()));
        made(NAMESPACE + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        made(NAMESPACE + "/configmaps", "{\"metadata\":{\"name\":\"c\"}}");
        made(
                NAMESPACE + "/pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"n\",\"containers\":"
                        + "[{\"name\":\"a\",\"image\":\"a\"}]}}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aShorterGracePeriodCountsFromTheFirstDelete() {
        var began = due(delete(POD, "{\"gracePeriodSeconds\":10000}")).minusSeconds(10_000);
        later = Duration.ofSeconds(5000);
        var shorter = delete(POD, "{\"gracePeriodSeconds\":9000}");
        assertThat(due(shorter)).isEqualTo(began.plusSeconds(9000));
        assertThat(grace(shorter)).isEqualTo(new JsonInteger(9000));
    }

    @Test
    void aShorterGracePeriodThatIsOverEndsNowAndNotInThePast() {
        var began = due(delete(POD, "{\"gracePeriodSeconds\":10000}")).minusSeconds(10_000);
        later = Duration.ofSeconds(5000);
        var shorter = delete(POD, "{\"gracePeriodSeconds\":4000}");
        assertThat(due(shorter)).isBetween(began.plusSeconds(5000), Instant.now().plus(later));
        assertThat(grace(shorter)).isEqualTo(new JsonInteger(1));
        assertThat(server.get("admin", POD).status()).isEqualTo(200);
    }

    @Test
    void aRemovalGoesOnWhenTheObjectWasWrittenMeanwhile() {
        var written = beforeRemoval(() -> label(MAP));
        assertThat(delete(MAP, "{}").status()).isEqualTo(200);
        assertThat(written.get().status()).isEqualTo(200);
        assertThat(server.get("admin", MAP).status()).isEqualTo(404);
    }

    @Test
    void aRemovalOfOneVersionLosesAgainstAWrite() {
        var version = metadata(server.get("admin", MAP)).text("resourceVersion");
        var written = beforeRemoval(() -> label(MAP));
        var refused = delete(MAP, "{\"preconditions\":{\"resourceVersion\":\"" + version + "\"}}");
        assertThat(written.get().status()).isEqualTo(200);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().text("reason")).isEqualTo("Conflict");
        assertThat(metadata(server.get("admin", MAP)).object("labels").text("late"))
                .isEqualTo("yes");
    }

    @Test
    void aMarkOfOneVersionLosesAgainstAWrite() {
        var version = metadata(server.get("admin", POD)).text("resourceVersion");
        var written = store.before(Write.Update.class::isInstance, () -> label(POD));
        var refused = delete(POD, "{\"preconditions\":{\"resourceVersion\":\"" + version + "\"}}");
        assertThat(written.get().status()).isEqualTo(200);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(metadata(server.get("admin", POD)).has("deletionTimestamp")).isFalse();
    }

    @Test
    void aRemovalOfOneObjectSparesAnotherOfItsName() {
        var uid = metadata(server.get("admin", MAP)).text("uid");
        var remade =
                beforeRemoval(() -> {
                    delete(MAP, "{}");
                    return server.post(
                            "admin", NAMESPACE + "/configmaps", "{\"metadata\":{\"name\":\"c\"}}");
                });
        var refused = delete(MAP, "{\"preconditions\":{\"uid\":\"" + uid + "\"}}");
        assertThat(remade.get().status()).isEqualTo(201);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(metadata(server.get("admin", MAP)).text("uid"))
                .isNotEqualTo(uid)
                .isEqualTo(metadata(remade.get()).text("uid"));
    }

    @Test
    void theSecondOfTwoRemovalsFindsNothing() {
        var other = beforeRemoval(() -> delete(MAP, "{}"));
        assertThat(delete(MAP, "{}").status()).isEqualTo(404);
        assertThat(other.get().status()).isEqualTo(200);
    }

    /// What is written to a Pod that is marked to go at once removes it.
    @Test
    void aPodIsGoneWhoeverRemovesIt() {
        var version = metadata(server.get("admin", POD)).text("resourceVersion");
        var written = beforeRemoval(() -> label(POD));
        var gone =
                delete(
                        POD,
                        "{\"gracePeriodSeconds\":0,\"preconditions\":{\"resourceVersion\":\""
                                + version
                                + "\"}}");
        assertThat(written.get().status()).isEqualTo(200);
        assertThat(gone.status()).isEqualTo(200);
        assertThat(server.get("admin", POD).status()).isEqualTo(404);
    }

    @Test
    void whoMarkedAPodDoesNotMindThatAnotherRemovesIt() {
        var other = beforeRemoval(() -> delete(POD, "{\"gracePeriodSeconds\":0}"));
        var gone = delete(POD, "{\"gracePeriodSeconds\":0}");
        assertThat(other.get().status()).isEqualTo(200);
        assertThat(gone.status()).isEqualTo(200);
        assertThat(metadata(gone).text("name")).isEqualTo("p");
        assertThat(grace(gone)).isEqualTo(new JsonInteger(0));
        assertThat(server.get("admin", POD).status()).isEqualTo(404);
    }

    @Test
    void aNamespaceThatEndsStaysAsItIs() {
        made("/api/v1/namespaces", "{\"metadata\":{\"name\":\"ending\"}}");
        var path = "/api/v1/namespaces/ending";
        var ending = delete(path, "{\"propagationPolicy\":\"Foreground\"}");
        assertThat(metadata(ending).array("finalizers").items())
                .containsExactly(new JsonText("foregroundDeletion"));
        var again = delete(path, "{\"propagationPolicy\":\"Orphan\"}");
        assertThat(metadata(again)).isEqualTo(metadata(ending));
    }

    @Test
    void warnsThatPodsOfJobsStayHoweverManyAreDeleted() {
        made(
                "/apis/batch/v1/namespaces/default/jobs",
                "{\"metadata\":{\"name\":\"j\"},\"spec\":{\"template\":{\"spec\":{"
                        + "\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"a\",\"image\":\"a\"}]}}}}");
        var jobs = "/apis/batch/v1/namespaces/default/jobs?dryRun=All";
        assertThat(delete(jobs, "{}").response().headers().allValues("Warning"))
                .singleElement()
                .asString()
                .contains("child pods are preserved by default");
        var background = delete(jobs, "{\"propagationPolicy\":\"Background\"}");
        assertThat(background.response().headers().allValues("Warning")).isEmpty();
    }

    @Test
    void connectionsCannotBeTried() {
        var exec = POD + "/exec?command=a&stdout=true&dryRun=All";
        var tried = server.call("admin", "POST", exec, "{}");
        assertThat(tried.status()).isEqualTo(400);
        assertThat(tried.body().text("message")).isEqualTo("dryRun is not supported");
        assertThat(server.call("admin", "PUT", exec, "{}").status()).isEqualTo(405);
    }

    private Supplier<Answer> beforeRemoval(Supplier<Answer> request) {
        return store.before(Write.Delete.class::isInstance, request);
    }

    private void made(String path, String body) {
        assertThat(server.post("admin", path, body).status()).isEqualTo(201);
    }

    private Answer delete(String path, String options) {
        return server.call("admin", "DELETE", path, options);
    }

    private Answer label(String path) {
        return server.call(
                "admin",
                "PATCH",
                path,
                "{\"metadata\":{\"labels\":{\"late\":\"yes\"}}}",
                "Content-Type",
                "application/merge-patch+json");
    }

    private static JsonObject metadata(Answer answer) {
        return answer.body().object("metadata");
    }

    private static Instant due(Answer answer) {
        return Instant.parse(String.valueOf(metadata(answer).text("deletionTimestamp")));
    }

    private static Object grace(Answer answer) {
        return metadata(answer).get("deletionGracePeriodSeconds");
    }
}
