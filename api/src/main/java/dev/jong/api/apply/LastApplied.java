package dev.jong.api.apply;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import java.util.Objects;

/// The annotation in which `kubectl apply` keeps what it applied before servers did: who changes
/// over to apply on the server keeps what is his by it (KEP-555, migration from client-side apply).
public final class LastApplied {
    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String KUBECTL = "kubectl";
    private static final int MOST_BYTES = 256 << 10;

    private LastApplied() {}

    /// What `author` may take from others, since it applied just that before.
    static FieldSet owned(JsonObject live, Author author, Shape shape) {
        if (!author.manager().equals(KUBECTL)) {
            return FieldSet.EMPTY;
        }
        try {
            var text = text(live);
            if (text.isEmpty()
                    || !(Json.parse(text) instanceof JsonObject last)
                    || !author.apiVersion().equals(last.text("apiVersion"))) {
                return FieldSet.EMPTY;
            }
            var changed = Difference.between(last, live, shape);
            return OwnedFields.of(last, shape).minus(changed.written()).minus(changed.removed());
        } catch (JsonException | InvalidFields _) {
            return FieldSet.EMPTY;
        }
    }

    /// The object with the annotation, if it has one, telling of this apply.
    ///
    /// @param config what was applied
    public static JsonObject synced(JsonObject object, JsonObject config, Author author) {
        if (!author.manager().equals(KUBECTL) || text(object).isEmpty()) {
            return object;
        }
        var metadata = config.object("metadata");
        var annotations = metadata.object("annotations").without(ANNOTATION);
        var told =
                metadata.has("annotations")
                        ? config.with("metadata", metadata.with("annotations", annotations))
                        : config;
        var text = Json.text(told) + "\n";
        var owned = object.object("metadata");
        var others = owned.object("annotations");
        return text.length() > MOST_BYTES
                ? object
                : object.with("metadata", owned.with("annotations", others.with(ANNOTATION, text)));
    }

    private static String text(JsonObject object) {
        return Objects.requireNonNullElse(
                object.object("metadata").object("annotations").text(ANNOTATION), "");
    }
}
