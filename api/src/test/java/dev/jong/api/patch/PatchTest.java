package dev.jong.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: 1} | [{op: add, path: /b, value: [1]}] | {\"a\":1,\"b\":[1]}",
                "{a: [1,3]} | [{op: add, path: /a/1, value: 2}] | {\"a\":[1,2,3]}",
                "{a: [1]} | [{op: add, path: /a/-, value: 2}] | {\"a\":[1,2]}",
                "{a: {b: 1}} | [{op: remove, path: /a/b}] | {\"a\":{}}",
                "{a: 1} | [{op: replace, path: /a, value: 2},{op: test, path: /a, value: 2}] | {\"a\":2}",
                "{a: 1} | [{op: replace, path: /b, value: 2}] | {\"a\":1,\"b\":2}",
                "{a: {x: 1}, b: {}} | [{op: move, from: /a/x, path: /b/y}] | {\"a\":{},\"b\":{\"y\":1}}",
                "{a: {x: 1}} | [{op: copy, from: /a, path: /b}] | {\"a\":{\"x\":1},\"b\":{\"x\":1}}",
                "{a/b: 1, c~d: 2} | [{op: remove, path: /a~1b},{op: remove, path: /c~0d}] | {}",
                "{a: [1,2]} | [{op: remove, path: /a/-1}] | {\"a\":[1]}"
            })
    void appliesJsonPatches(String document, String patch, String result) {
        assertThat(JsonPatch.of(Yaml.read(patch)).apply(Yaml.read(document))).hasToString(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: 1} | [{op: remove, path: /b}] | error in remove for path: '/b': Unable to remove nonexistent key: b: missing value",
                "{a: 1} | [{op: add, path: /b/c, value: 1}] | add operation does not apply: doc is missing path: \"/b/c\": missing value",
                "{a: 1} | [{op: test, path: /a, value: 2}] | testing value /a failed: test failed",
                "{a: [1]} | [{op: replace, path: /a/4, value: 2}] | replace operation does not apply: doc is missing key: /a/4: missing value",
                "{a: [1]} | [{op: remove, path: /a/4}] | error in remove for path: '/a/4': Unable to access invalid index: 4: invalid index referenced",
                "{a: 1} | [{op: fly, path: /a}] | Unexpected kind: fly",
                "{a: 1} | {op: add} | json: cannot unmarshal object into Go value of type jsonpatch.Patch"
            })
    void refusesInUpstreamsWords(String document, String patch, String message) {
        assertThatThrownBy(() -> JsonPatch.of(Yaml.read(patch)).apply(Yaml.read(document)))
                .isInstanceOf(PatchFailed.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: b} | {a: c} | {\"a\":\"c\"}",
                "{a: b, b: c} | {a: null} | {\"b\":\"c\"}",
                "{a: [b]} | {a: c} | {\"a\":\"c\"}",
                "{a: {b: c}} | {a: {b: d, c: null}} | {\"a\":{\"b\":\"d\"}}",
                "{a: [{b: c}]} | {a: [1]} | {\"a\":[1]}",
                "{} | {a: {bb: {ccc: null}}} | {\"a\":{\"bb\":{}}}"
            })
    void appliesMergePatches(String document, String patch, String result) {
        assertThat(MergePatch.apply(Yaml.read(document), Yaml.read(patch))).hasToString(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{c: [{name: a, v: 1},{name: b}]} | {c: [{name: b, v: 2},{name: d}]} | {\"c\":[{\"name\":\"a\",\"v\":1},{\"name\":\"b\",\"v\":2},{\"name\":\"d\"}]}",
                "{c: [{name: a},{name: b}]} | {c: [{name: a, $patch: delete}]} | {\"c\":[{\"name\":\"b\"}]}",
                "{c: [{name: a}]} | {c: [{$patch: replace},{name: z}]} | {\"c\":[{\"name\":\"z\"}]}",
                "{m: {a: 1, b: 2}} | {m: {$patch: replace, c: 3}} | {\"m\":{\"c\":3}}",
                "{m: {a: 1}} | {m: {$patch: delete}} | {\"m\":{}}",
                "{f: [a, b, c]} | {f: [d, a]} | {\"f\":[\"d\",\"a\",\"b\",\"c\"]}",
                "{f: [a, b, c]} | {$deleteFromPrimitiveList/f: [b]} | {\"f\":[\"a\",\"c\"]}",
                "{c: [{name: a},{name: b},{name: s}]} | {$setElementOrder/c: [{name: b},{name: a}], c: [{name: a, v: 1}]} | {\"c\":[{\"name\":\"b\"},{\"name\":\"a\",\"v\":1},{\"name\":\"s\"}]}",
                "{u: {type: x, x: {}}} | {u: {$retainKeys: [type], type: w}} | {\"u\":{\"type\":\"w\"}}",
                "{r: [1,2]} | {r: [3]} | {\"r\":[3]}",
                "{a: 1, b: 2} | {a: null, m: {x: null, z: 1}} | {\"b\":2,\"m\":{\"z\":1}}"
            })
    void appliesStrategicMergePatches(String document, String patch, String result) {
        assertThat(StrategicMergePatch.apply(object(document), object(patch), PatchTest::rule))
                .hasToString(result);
    }

    @Test
    void refusesStepsThatWouldMakeADocumentDeeperThanCanBeKept() {
        var deep = Yaml.read("{a: ".repeat(600) + "1" + "}".repeat(600));
        var twice =
                JsonPatch.of(Yaml.read("[{op: copy, from: /a, path: '" + "/a".repeat(500) + "'}]"));
        assertThatThrownBy(() -> twice.apply(deep)).hasMessage("exceeded max depth");
        var once =
                JsonPatch.of(Yaml.read("[{op: copy, from: /a, path: " + "/a".repeat(300) + "}]"));
        assertThat(once.apply(deep).toString())
                .startsWith("{\"a\":".repeat(899))
                .endsWith("}".repeat(899));
    }

    private static JsonObject object(String yaml) {
        JsonValue value = Yaml.read(yaml);
        return (JsonObject) value;
    }

    private static PatchRules.FieldRule rule(String field) {
        return switch (field) {
            case "c" -> new PatchRules.FieldRule(true, false, "name", PatchTest::rule);
            case "f" -> new PatchRules.FieldRule(true, false, null, PatchTest::rule);
            default -> new PatchRules.FieldRule(false, false, null, PatchTest::rule);
        };
    }
}
