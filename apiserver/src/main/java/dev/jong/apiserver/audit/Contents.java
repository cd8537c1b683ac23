package dev.jong.apiserver.audit;

import dev.jong.api.Kinds;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.Status;
import dev.jong.api.proto.Envelope;
import dev.jong.api.proto.ProtoException;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What was sent and answered, as JSON. Empty when it cannot be read as such.
final class Contents {
    private Contents() {}

    static Optional<JsonObject> read(byte[] bytes, String contentType) {
        try {
            return tree(bytes, contentType) instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonException | InvalidYaml | ProtoException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    /// A patch may be a list.
    static Optional<JsonValue> patch(byte[] bytes, String contentType) {
        try {
            return Optional.of(tree(bytes, contentType));
        } catch (JsonException | InvalidYaml _) {
            return Optional.empty();
        }
    }

    private static JsonValue tree(byte[] bytes, String contentType) {
        if (Envelope.matches(bytes)) {
            return tree(Envelope.read(bytes));
        }
        if (contentType.contains("cbor")) {
            return Cbor.parse(bytes);
        }
        return contentType.contains("yaml")
                ? Yaml.read(new String(bytes, StandardCharsets.UTF_8))
                : Json.parse(bytes);
    }

    private static JsonValue tree(Envelope envelope) {
        if (envelope.kind().equals("Status")) {
            return tree(envelope, Status.CODEC);
        }
        var kind =
                Kinds.find(envelope.apiVersion(), envelope.kind())
                        .orElseThrow(() ->
                                new UnsupportedOperationException("no kind " + envelope.kind()));
        return tree(envelope, kind.codec());
    }

    private static <T> JsonValue tree(Envelope envelope, Codec<T> codec) {
        var tree = Json.tree(envelope.object(codec), codec);
        return tree instanceof JsonObject object && !object.has("kind")
                ? object.with("kind", envelope.kind()).with("apiVersion", envelope.apiVersion())
                : tree;
    }

    /// An object, the items of a list and the objects of a table without their managed fields.
    static JsonObject withoutManagedFields(JsonObject object) {
        var bare = stripped(object);
        for (var list : List.of("items", "rows")) {
            if (bare.get(list) instanceof JsonArray(var items)) {
                bare =
                        bare.with(
                                list,
                                new JsonArray(items.stream().map(Contents::strippedItem).toList()));
            }
        }
        return bare;
    }

    private static JsonValue strippedItem(JsonValue item) {
        if (!(item instanceof JsonObject object)) {
            return item;
        }
        return object.get("object") instanceof JsonObject inner
                ? object.with("object", stripped(inner))
                : stripped(object);
    }

    private static JsonObject stripped(JsonObject object) {
        var metadata = object.object("metadata");
        return metadata.has("managedFields")
                ? object.with("metadata", metadata.without("managedFields"))
                : object;
    }
}
