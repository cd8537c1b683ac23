package dev.jong.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kinds;
import dev.jong.api.RandomObjects;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.patch.JsonPatch;
import dev.jong.api.patch.MergePatch;
import dev.jong.api.patch.PatchFailed;
import dev.jong.api.patch.SchemaRules;
import dev.jong.api.patch.StrategicMergePatch;
import dev.jong.foundation.fuzz.Fuzz;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatchFuzzTest {
    private static final List<String> PATHS =
            List.of(
                    "", "/", "/a", "/a/b", "/a/0", "/a/-", "/a/-1", "/name", "/~0", "/~1", "a",
                    "/a/b/c", "/x y");
    private static final List<String> KINDS =
            List.of("add", "remove", "replace", "move", "copy", "test", "fly");
    private static final List<String> DIRECTIVES =
            List.of(
                    "$patch",
                    "$retainKeys",
                    "$setElementOrder/containers",
                    "$deleteFromPrimitiveList/finalizers");

    @Test
    void jsonPatchesApplyOrFail() {
        Fuzz.run(
                30_000,
                random -> {
                    var samples = new Samples(random);
                    var document = samples.object(3).with("a", samples.value(3));
                    var steps = new ArrayList<JsonValue>();
                    for (int i = random.nextInt(8); i > 0; i--) {
                        steps.add(step(samples, random));
                    }
                    Fuzz.bounded(
                            1000,
                            2_000,
                            () -> {
                                try {
                                    Json.write(JsonPatch.of(new JsonArray(steps)).apply(document));
                                } catch (PatchFailed refused) {
                                    // as good as applied
                                }
                            });
                });
    }

    private static JsonValue step(Samples samples, Random random) {
        var fields = new HashMap<String, JsonValue>();
        fields.put("op", new JsonText(samples.one(KINDS)));
        fields.put("path", new JsonText(samples.one(PATHS)));
        fields.put("from", new JsonText(samples.one(PATHS)));
        fields.put("value", samples.value(2));
        if (random.nextInt(8) == 0) {
            fields.put(samples.one(List.of("op", "path", "from", "value")), samples.value(1));
        }
        return new JsonObject(fields);
    }

    @Test
    void aMergePatchAppliedTwiceChangesNothingMore() {
        Fuzz.run(
                20_000,
                random -> {
                    var samples = new Samples(random);
                    var patch = samples.value(4);
                    var once = MergePatch.apply(samples.value(4), patch);
                    if (!(patch instanceof JsonArray) && !patch.toString().contains("null")) {
                        assertThat(MergePatch.apply(once, patch)).isEqualTo(once);
                    }
                });
    }

    @Test
    void strategicPatchesApplyOrFail() {
        var kinds = Kinds.all();
        Fuzz.run(
                3_000,
                random -> {
                    var kind = kinds.get(random.nextInt(kinds.size()));
                    var objects = new RandomObjects(random);
                    var object = tree(objects, kind);
                    var patch = (JsonObject) directed(tree(objects, kind), random);
                    try {
                        Json.write(
                                StrategicMergePatch.apply(
                                        object, patch, SchemaRules.of(kind.schema())));
                    } catch (PatchFailed refused) {
                        // as good as applied
                    }
                });
    }

    private static <T extends dev.jong.api.KubernetesObject> JsonObject tree(
            RandomObjects objects, dev.jong.api.Kind<T> kind) {
        return (JsonObject) Json.tree(objects.next(kind.type()), kind.codec());
    }

    /// The value with directives and values of other types strewn in.
    private static JsonValue directed(JsonValue value, Random random) {
        var samples = new Samples(random);
        return switch (value) {
            case JsonObject(var fields) -> {
                var changed = new HashMap<String, JsonValue>();
                fields.forEach((name, field) -> changed.put(name, directed(field, random)));
                if (random.nextInt(10) == 0) {
                    changed.put(samples.one(DIRECTIVES), directive(samples, random));
                }
                yield new JsonObject(changed);
            }
            case JsonArray(var items) ->
                    new JsonArray(items.stream().map(item -> directed(item, random)).toList());
            default -> random.nextInt(30) == 0 ? samples.value(2) : value;
        };
    }

    private static JsonValue directive(Samples samples, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new JsonText(samples.one(List.of("replace", "delete", "merge", "x")));
            case 1 -> JsonArray.of(new JsonText("name"), new JsonText("a"));
            default -> samples.value(2);
        };
    }

    @Test
    void copiesUponCopiesAreRefused() {
        var steps = new ArrayList<JsonValue>();
        for (int i = 0; i < 60; i++) {
            steps.add(Json.parse("{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/" + i + "\"}"));
        }
        var patch = JsonPatch.of(new JsonArray(steps));
        Fuzz.bounded(
                1 << 20,
                200,
                () ->
                        assertThatThrownBy(() ->
                                        patch.apply(
                                                Json.parse(
                                                        "{\"a\":{\"b\":\""
                                                                + "x".repeat(1000)
                                                                + "\"}}")))
                                .isInstanceOf(PatchFailed.class)
                                .hasMessageContaining("accumulated size increase of copy"));
    }

    @Test
    void manyStepsOnOneLargeObjectTakeTimeByTheirNumber() {
        var data = new HashMap<String, JsonValue>();
        var steps = new ArrayList<JsonValue>();
        for (int i = 0; i < 50_000; i++) {
            data.put("k" + i, new JsonText("v"));
        }
        for (int i = 0; i < JsonPatch.MOST_OPERATIONS; i++) {
            var kind = i % 2 == 0 ? "replace" : "test";
            steps.add(
                    Json.parse(
                            "{\"op\":\"%s\",\"path\":\"/data/k%d\",\"value\":\"w\"}"
                                    .formatted(kind, i / 2)));
        }
        var patched =
                JsonPatch.of(new JsonArray(steps))
                        .apply(JsonObject.of("data", new JsonObject(data)));
        assertThat(((JsonObject) patched).object("data").text("k4999")).isEqualTo("w");
    }

    @Test
    void largeListsAreMergedInTimeByTheirLength() {
        var before = new ArrayList<JsonValue>();
        var change = new ArrayList<JsonValue>();
        for (int i = 0; i < 200_000; i++) {
            before.add(new JsonText("f" + i));
            change.add(new JsonText("f" + (i + 100_000)));
        }
        var merged =
                StrategicMergePatch.apply(
                        finalizers(before),
                        finalizers(change),
                        SchemaRules.of(ConfigMap.KIND.schema()));
        assertThat(merged.object("metadata").array("finalizers").size()).isEqualTo(300_000);
    }

    @Test
    void largeListsOfObjectsAreMergedInTimeByTheirLength() {
        var before = new ArrayList<JsonValue>();
        for (int i = 0; i < 50_000; i++) {
            before.add(JsonObject.of("name", new JsonText("c" + i)));
        }
        var change = before.reversed();
        var merged =
                StrategicMergePatch.apply(
                        containers(before), containers(change), SchemaRules.of(Pod.KIND.schema()));
        assertThat(merged.object("spec").array("containers").size()).isEqualTo(50_000);
    }

    private static JsonObject containers(List<JsonValue> list) {
        return JsonObject.of("spec", JsonObject.of("containers", new JsonArray(list)));
    }

    private static JsonObject finalizers(List<JsonValue> list) {
        return JsonObject.of("metadata", JsonObject.of("finalizers", new JsonArray(list)));
    }

    @Test
    void appliesWhatPatchesMayHoldToNothing() {
        for (JsonValue value : List.of(JsonNull.NULL, new JsonInteger(1), JsonArray.EMPTY)) {
            assertThatThrownBy(() ->
                            JsonPatch.of(
                                            JsonArray.of(
                                                    Json.parse(
                                                            "{\"op\":\"add\",\"path\":\"/a\",\"value\":1}")))
                                    .apply(value))
                    .isInstanceOfAny(PatchFailed.class, JsonException.class);
        }
    }
}
