package dev.jong.api.yaml;

import dev.jong.api.GoText;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Turns one YAML document into JSON. One use.
final class NodeTree {
    /// Marks a scalar without quotes and without tag.
    static final Tag PLAIN = new Tag("!plain");

    /// More values than any real document has; aliases upon aliases reach it quickly.
    private static final int MOST_VALUES = 4_000_000;

    private final List<String> duplicates = new ArrayList<>();
    private int values;

    List<String> duplicates() {
        return duplicates;
    }

    JsonValue value(Node node) {
        if (++values > MOST_VALUES) {
            throw new InvalidYaml("yaml: document contains excessive aliasing");
        }
        if (node.isRecursive()) {
            throw new InvalidYaml("yaml: anchor value contains itself");
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence ->
                    new JsonArray(sequence.getValue().stream().map(this::value).toList());
            case MappingNode mapping -> mapping(mapping);
            case AnchorNode anchor -> value(anchor.getRealNode());
            default -> throw new InvalidYaml("yaml: unknown node " + node.getNodeType());
        };
    }

    private static JsonValue scalar(ScalarNode node) {
        var text = node.getValue();
        var tag = node.getTag();
        if (tag.equals(PLAIN)) {
            return GoScalars.resolve(text);
        }
        var meant = GoScalars.resolve(text);
        if ((tag.equals(Tag.INT) && meant instanceof JsonInteger)
                || (tag.equals(Tag.BOOL) && meant instanceof JsonBoolean)
                || (tag.equals(Tag.NULL) && meant instanceof JsonNull)
                || (tag.equals(Tag.FLOAT) && meant instanceof JsonDecimal)) {
            return meant;
        }
        if (tag.equals(Tag.FLOAT) && meant instanceof JsonInteger(var whole)) {
            return new JsonDecimal(whole);
        }
        if (tag.equals(Tag.INT)
                || tag.equals(Tag.BOOL)
                || tag.equals(Tag.NULL)
                || tag.equals(Tag.FLOAT)) {
            var name = tag.getValue().substring(Tag.PREFIX.length());
            throw new InvalidYaml("yaml: cannot decode !!str `" + text + "` as a !!" + name);
        }
        return new JsonText(text);
    }

    private JsonValue mapping(MappingNode mapping) {
        var fields = new LinkedHashMap<String, JsonValue>();
        var merged = new LinkedHashMap<String, JsonValue>();
        for (var tuple : mapping.getValue()) {
            var keyNode = tuple.getKeyNode();
            if (isMergeKey(keyNode)) {
                merge(value(tuple.getValueNode()), merged);
                continue;
            }
            var key = key(keyNode);
            if (fields.put(key, value(tuple.getValueNode())) != null) {
                var line = keyNode.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
                duplicates.add(
                        "line " + line + ": key " + GoText.quote(key) + " already set in map");
            }
        }
        if (!merged.isEmpty()) {
            merged.putAll(fields);
            return new JsonObject(merged);
        }
        return new JsonObject(fields);
    }

    private static boolean isMergeKey(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.getValue().equals("<<")
                && (scalar.getTag().equals(PLAIN) || scalar.getTag().equals(Tag.MERGE));
    }

    /// The first of several maps wins, so later ones only add.
    private static void merge(JsonValue value, Map<String, JsonValue> merged) {
        switch (value) {
            case JsonObject object -> object.fields().forEach(merged::putIfAbsent);
            case JsonArray(var items) -> {
                for (var item : items) {
                    if (!(item instanceof JsonObject object)) {
                        throw wrongMerge();
                    }
                    object.fields().forEach(merged::putIfAbsent);
                }
            }
            default -> throw wrongMerge();
        }
    }

    private static InvalidYaml wrongMerge() {
        return new InvalidYaml("yaml: map merge requires map or sequence of maps as the value");
    }

    private String key(Node node) {
        return switch (value(node)) {
            case JsonText(var text) -> text;
            case JsonInteger(var number) -> Long.toString(number);
            case JsonBoolean(var truth) -> Boolean.toString(truth);
            case JsonDecimal decimal -> decimal.toString();
            case JsonNull _ ->
                    throw new InvalidYaml("unsupported map key of type: %!s(<nil>), key: <nil>");
            case JsonArray _, JsonObject _ -> throw new InvalidYaml("yaml: invalid map key");
        };
    }
}
