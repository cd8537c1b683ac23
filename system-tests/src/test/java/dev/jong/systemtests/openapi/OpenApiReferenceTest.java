package dev.jong.systemtests.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.systemtests.difference.LocalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Compares `/openapi/v2` with Kubernetes' document, which is looked for beside the project and
/// which an environment variable may name instead, plain or gzipped. Says so where there is none.
class OpenApiReferenceTest {
    private static final String VARIABLE = "JONG_OPENAPI_REFERENCE";
    private static final String BESIDE = "shared/reference/kubernetes-1.36-openapi-v2.json.gz";

    @Test
    void findsWhatDiffers() {
        var ours = document("{\"type\":\"string\",\"description\":\"a\",\"format\":\"byte\"}");
        var reference = document("{\"type\":\"integer\",\"description\":\"b\",\"enum\":[1]}");
        assertThat(OpenApiDifferences.between("v2", ours, reference))
                .containsExactly(
                        "v2 definitions/p.A/enum: missing",
                        "v2 definitions/p.A/format: not in the reference",
                        "v2 definitions/p.A/type: \"string\" instead of \"integer\"",
                        "v2 paths/apis/g/v1/b: missing");
        assertThat(OpenApiDifferences.between("v2", reference, reference)).isEmpty();
    }

    @Test
    void findsFieldsWithoutWords() {
        var reference =
                document("{\"properties\":{\"a\":{\"description\":\"a\",\"type\":\"string\"}}}");
        var ours = document("{\"properties\":{\"a\":{\"type\":\"string\"}}}");
        assertThat(OpenApiDifferences.between("v2", ours, reference))
                .containsExactly("v2 definitions/p.A/properties/a/description: missing");
        assertThat(OpenApiDifferences.between("v2", reference, ours)).isEmpty();
    }

    @Test
    void findsWhatDiffersInVersionThree() {
        var ours = "{\"openapi\":\"3.0.0\",\"components\":{\"schemas\":{\"A\":{\"default\":1}}}}";
        assertThat(
                        OpenApiDifferences.between(
                                "v3 api",
                                (JsonObject) Json.parse(ours),
                                (JsonObject) Json.parse(ours.replace("1}", "2}"))))
                .containsExactly("v3 api definitions/A/default: 1 instead of 2");
    }

    @Test
    void namesTheItemsThatOnlyOneListHas() {
        var ours = document("{\"type\":\"string\",\"required\":[\"a\",\"b\"]}");
        var reference = document("{\"type\":\"string\",\"required\":[\"c\",\"b\",\"d\"]}");
        assertThat(OpenApiDifferences.between("v2", ours, reference))
                .containsExactly(
                        "v2 definitions/p.A/required: \"c\" is missing",
                        "v2 definitions/p.A/required: \"d\" is missing",
                        "v2 definitions/p.A/required: \"a\" is not in the reference");
    }

    @Test
    void countsWhatIsExplainedAndKeepsTheRest() {
        var report =
                OpenApiReport.of(
                        1,
                        List.of("v2 a: missing", "v2 b: missing"),
                        List.of(new Explained(Pattern.compile("^v2 a:"), "meant")));
        assertThat(report.unexplained()).containsExactly("v2 b: missing");
        assertThat(report.explained()).isEqualTo(Map.of("meant", 1));
    }

    private static JsonObject document(String type) {
        boolean first = type.contains("string");
        return (JsonObject)
                Json.parse(
                        "{\"swagger\":\"2.0\",\"definitions\":{\"p.A\":"
                                + type
                                + "},\"paths\":{\"/apis/g/v1/a\":{}"
                                + (first ? "" : ",\"/apis/g/v1/b\":{}")
                                + "}}");
    }

    @Test
    void describesTheApiAsTheReferenceDoes() throws Exception {
        var file = reference();
        if (!Files.exists(file)) {
            System.out.println("OpenAPI: nothing was compared, there is no " + file);
            return;
        }
        try (var server = new LocalServer()) {
            var comparison = new OpenApiComparison(server.client());
            comparison.with(file);
            var report = comparison.report();
            assertThat(report.unexplained()).as(report.toString()).isEmpty();
            assertThat(report.compared()).isEqualTo(1);
        }
    }

    /// Beside the project's root, which is the folder above this module's.
    private static Path reference() {
        var named = System.getenv(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        var root = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
        return root.resolveSibling(BESIDE);
    }
}
