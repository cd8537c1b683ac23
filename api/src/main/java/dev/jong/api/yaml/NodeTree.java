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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /// More text than any request may bring; a long text that is aliased often reaches it quickly.
    private static final int MOST_CHARACTERS = 64 << 20;

    private final List<String> duplicates = new ArrayList<>();
    private final Set<Node> met = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;
    private int repeated;
    private int inAlias;
    private long characters;

    List<String> duplicates() {
        return duplicates;
    }

    JsonValue value(Node node) {
        if (node.isRecursive()) {
            throw new InvalidYaml("yaml: anchor value contains itself");
        }
        boolean alias = node.getAnchor().isPresent() && !met.add(node);
        inAlias += alias ? 1 : 0;
        count(node);
        var value = read(node);
        inAlias -= alias ? 1 : 0;
        return value;
    }

    /// Go's measure: of many values, few may come from aliases.
    private void count(Node node) {
        values++;
        repeated += inAlias > 0 ? 1 : 0;
        characters += node instanceof ScalarNode scalar ? scalar.getValue().length() : 0;
        if (repeated > 100 && values > 1000 && (double) repeated / values > mostRepeated()
                || characters > MOST_CHARACTERS) {
            throw new InvalidYaml("yaml: document contains excessive aliasing");
        }
    }

    private double mostRepeated() {
        return 0.99 - 0.89 * Math.clamp((values - 400_000) / 3_600_000.0, 0, 1);
    }

    private JsonValue read(Node node) {
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
        var meant = GoScalars.resolve(text);
        if (meant instanceof JsonDecimal(var number) && !Double.isFinite(number)) {
            throw new InvalidYaml("json: unsupported value: " + text);
        }
        if (tag.equals(PLAIN)) {
            return meant;
        }
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
