package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What kubectl says of objects that the server does not take.
class RefusalStories {
    private static final String KUBECTLS = "dev.jong.systemtests.scenario.Story#kubectls";
    private static final String MAP =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: \"1\"}\n";

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void refusesWhatDoesNotFitTheKind(Path kubectl) throws IOException {
        try (var story = Story.begin(StoriesTest.machine(), kubectl)) {
            assertThat(create(story, MAP + "extra: {x: 1}\n").output())
                    .contains("strict decoding error: unknown field \"extra\"");
            assertThat(create(story, MAP.replace("\"1\"", "[1]")).output())
                    .contains("Error from server (BadRequest)")
                    .contains(
                            "cannot unmarshal array into Go struct field ConfigMap.data of type string");
            assertThat(create(story, MAP.replace("one", "Not_A_Name")).output())
                    .contains(
                            "The ConfigMap \"Not_A_Name\" is invalid: metadata.name: Invalid value: \"Not_A_Name\"")
                    .contains("a lowercase RFC 1123 subdomain must consist of");
            assertThat(create(story, MAP.replace("ConfigMap", "Config")).output())
                    .contains("no matches for kind \"Config\" in version \"v1\"");
            assertThat(story.kubectl("get", "configmap", "one").code()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void refusesWhatCannotBeRead(Path kubectl) {
        try (var story = Story.begin(StoriesTest.machine(), kubectl)) {
            var path = "/api/v1/namespaces/" + story.namespace() + "/configmaps";
            assertThat(raw(story, path, "{\"metadata\":").output())
                    .contains("Error from server (BadRequest)")
                    .contains("the object provided is unrecognized (must be of type ConfigMap)")
                    .contains("unexpected end of JSON input");
            assertThat(raw(story, path, "[1, 2]").output())
                    .contains("Error from server (BadRequest)");
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void refusesANameThatIsTakenAndAnObjectThatIsStale(Path kubectl) throws IOException {
        try (var story = Story.begin(StoriesTest.machine(), kubectl)) {
            assertThat(create(story, MAP).code()).isZero();
            assertThat(create(story, MAP).output())
                    .contains("Error from server (AlreadyExists)")
                    .contains("configmaps \"one\" already exists");

            var read = story.said("get", "configmap", "one", "-o", "yaml");
            story.said("patch", "configmap", "one", "-p", "{\"data\":{\"a\":\"2\"}}");
            var late = story.kubectl("replace", "-f", file("late.yaml", read));
            assertThat(late.code()).isEqualTo(1);
            assertThat(late.output())
                    .contains("Error from server (Conflict)")
                    .contains(
                            "the object has been modified; please apply your changes to the latest version");
            assertThat(story.said("get", "configmap", "one", "-o", "jsonpath={.data.a}"))
                    .isEqualTo("2");
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void refusesABodyThatIsTooLarge(Path kubectl) throws IOException {
        try (var story = Story.begin(StoriesTest.machine(), kubectl)) {
            var large = create(story, MAP.replace("\"1\"", "x".repeat(4 << 20)));
            assertThat(large.code()).isEqualTo(1);
            assertThat(large.output())
                    .contains("Error from server (RequestEntityTooLarge): error when creating")
                    .contains("Request entity too large: limit is 3145728");
            assertThat(story.said("get", "configmaps", "-o", "name")).doesNotContain("one");
        }
    }

    @Test
    void refusesAnArchiveThatHoldsNoImages() throws IOException {
        var garbage = file("garbage.tar", "this is no archive");

        var refused = StoriesTest.machine().jong("image", "import", garbage);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.output())
                .startsWith("jong: " + garbage + " is not an archive of images; make one with ")
                .hasLineCount(1);
    }

    private Shell.Result create(Story story, String yaml) throws IOException {
        return story.kubectl("create", "-f", file("object.yaml", yaml));
    }

    private Shell.Result raw(Story story, String path, String body) {
        return story.machine()
                .run(
                        java.util.List.of(
                                story.kubectl().toString(), "create", "--raw", path, "-f", "-"),
                        body);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
