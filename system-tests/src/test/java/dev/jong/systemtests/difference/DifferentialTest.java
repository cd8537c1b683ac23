package dev.jong.systemtests.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Bytes;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// The requests themselves, and what two servers of ours answer to them; with the kubeconfig of a
/// fresh API server of upstream in an environment variable, what that one answers too.
class DifferentialTest {
    private static final String REFERENCE = "JONG_DIFFERENCE_REFERENCE";
    private static final List<String> NOT_STORED_HERE = List.of("bindings", "selfsubjectreviews");

    @Test
    void asksTheSameForTheSameSeed() {
        var requests = Requests.of(7, 20, 1, _ -> true, Set.of());
        assertThat(requests)
                .hasSizeGreaterThan(2000)
                .isEqualTo(Requests.of(7, 20, 1, _ -> true, Set.of()));
        assertThat(requests).isNotEqualTo(Requests.of(8, 20, 1, _ -> true, Set.of()));
    }

    @Test
    void hasAnExampleOfEveryKindThatCanBeCreated() throws Exception {
        var missing = new TreeSet<String>();
        try (var server = new LocalServer()) {
            var groups = json(server, "/apis").array("groups");
            missing.addAll(creatable(server, "/api/v1"));
            for (var group : groups.items()) {
                for (var version : ((JsonObject) group).array("versions").items()) {
                    var path = "/apis/" + ((JsonObject) version).text("groupVersion");
                    missing.addAll(creatable(server, path));
                }
            }
        }
        Example.all().forEach(example -> missing.remove(example.everywhere()));
        missing.removeIf(path -> NOT_STORED_HERE.stream().anyMatch(path::endsWith));
        assertThat(missing).isEmpty();
    }

    private static JsonObject json(LocalServer server, String path) throws InterruptedException {
        var answer = server.client().send(Request.get(path, path));
        return (JsonObject) Json.parse(answer.body().toArray());
    }

    private static List<String> creatable(LocalServer server, String path)
            throws InterruptedException {
        var found = new ArrayList<String>();
        for (var item : json(server, path).array("resources").items()) {
            var resource = (JsonObject) item;
            var name = Objects.requireNonNull(resource.text("name"));
            if (resource.array("verbs").items().contains(new JsonText("create"))
                    && !name.contains("/")) {
                found.add(path + "/" + name);
            }
        }
        return found;
    }

    @Test
    void ourServersAcceptTheExamplesAndAnswerAlike() throws Exception {
        var report = new Report();
        var refused = new ArrayList<String>();
        try (var left = new LocalServer();
                var right = new LocalServer()) {
            for (var request :
                    Requests.of(1, 1, 1, about -> !Requests.WRITTEN.contains(about), Set.of())) {
                var ours = left.client().send(request);
                report.add(request, ours, right.client().send(request));
                if (request.name().endsWith(" create") && ours.status() != 201) {
                    refused.add(request.name() + ": " + ours.body().utf8());
                }
                if (ours.status() >= 500) {
                    refused.add(request.name() + ": " + ours.body().utf8());
                }
            }
        }
        assertThat(refused).isEmpty();
        assertThat(report.unexplained()).as(report.toString()).isZero();
    }

    @Test
    void tellsWhatDiffers() {
        var ours = answer(201, JsonObject.of("a", new JsonText("x")));
        var theirs = answer(200, JsonObject.of("a", new JsonText("y")));
        assertThat(Difference.between(ours, theirs))
                .containsExactly("code: 201 instead of 200", ".a: \"x\" instead of \"y\"");
        assertThat(Difference.between(ours, ours)).isEmpty();
    }

    @Test
    void comparesCausesInAnyOrder() {
        var one = answer(422, failure("[a, b]", "a", "b"));
        var turned = answer(422, failure("[b, a]", "b", "a"));
        var less = answer(422, failure("a", "a"));
        assertThat(Difference.between(one, turned)).isEmpty();
        assertThat(Difference.between(less, one)).contains("cause missing: b | null | ");
    }

    private static JsonObject failure(String message, String... fields) {
        var causes =
                List.of(fields).stream()
                        .<JsonValue>map(field -> JsonObject.of("field", new JsonText(field)))
                        .collect(Collectors.toList());
        return JsonObject.of("kind", new JsonText("Status"))
                .with("status", "Failure")
                .with("message", message)
                .with("details", JsonObject.of("causes", new JsonArray(causes)));
    }

    private static Answer answer(int status, JsonObject body) {
        return new Answer(status, Request.JSON, List.of(), Bytes.of(Json.write(body)));
    }

    @Test
    @EnabledIfEnvironmentVariable(named = REFERENCE, matches = ".+")
    void answersAsTheReferenceDoes() throws Exception {
        var report = new Report();
        try (var server = new LocalServer();
                var reference = Server.of(Path.of(System.getenv(REFERENCE)))) {
            for (var request : Requests.of(1, 30, 1, _ -> true, Set.of())) {
                report.add(request, server.client().send(request), reference.send(request));
            }
        }
        assertThat(report.unexplained()).as(report.toString()).isZero();
    }
}
