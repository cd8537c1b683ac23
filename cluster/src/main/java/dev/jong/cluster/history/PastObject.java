package dev.jong.cluster.history;

import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One change of an object.
///
/// @param object what it was then; of a deletion, what it was at last
/// @param differences from the revision before; none for the first that is known
public record PastObject(
        What what, long revision, JsonObject object, List<Difference> differences) {
    /// What was done.
    public enum What {
        CREATED,
        CHANGED,
        DELETED
    }

    public PastObject {
        differences = List.copyOf(differences);
    }

    /// Reads what an API server answers to `?history=true`.
    public static List<PastObject> read(JsonObject history) {
        var all = new ArrayList<PastObject>();
        for (var item : history.array("items").items()) {
            if (item instanceof JsonObject event) {
                all.add(read(event, all.isEmpty() ? null : all.getLast()));
            }
        }
        return all;
    }

    private static PastObject read(JsonObject event, @Nullable PastObject last) {
        var object = event.object("object");
        var type = Objects.requireNonNullElse(event.text("type"), "");
        var what =
                switch (type) {
                    case "ADDED" -> What.CREATED;
                    case "DELETED" -> What.DELETED;
                    default -> What.CHANGED;
                };
        var version = Objects.requireNonNullElse(metadata(object).text("resourceVersion"), "0");
        var before = what == What.CHANGED ? last : null;
        return new PastObject(
                what,
                Long.parseLong(version),
                object,
                before == null ? List.of() : Difference.between(before.object, object));
    }

    private static JsonObject metadata(JsonObject object) {
        return object.object("metadata");
    }

    /// Who made the change: those that managed fields by then and did not, or otherwise, before.
    ///
    /// @param last the revision before, null when it is not known
    public String who(@Nullable PastObject last) {
        var writers =
                writers(last).stream().map(PastObject::writer).collect(Collectors.joining(", "));
        return writers.isEmpty() ? "-" : writers;
    }

    /// When, in RFC 3339; `-` when nothing tells.
    public String when(@Nullable PastObject last) {
        var created = what == What.CREATED ? metadata(object).text("creationTimestamp") : null;
        if (created != null) {
            return created;
        }
        var deleted = what == What.DELETED ? metadata(object).text("deletionTimestamp") : null;
        if (deleted != null) {
            return deleted;
        }
        return writers(last).stream()
                .map(entry -> Objects.requireNonNullElse(entry.text("time"), ""))
                .filter(time -> !time.isEmpty())
                .max(Comparator.naturalOrder())
                .orElse("-");
    }

    private List<JsonObject> writers(@Nullable PastObject last) {
        if (what == What.DELETED) {
            return List.of(); // an object does not say who deletes it
        }
        List<JsonValue> before =
                last == null || what == What.CREATED
                        ? List.of()
                        : metadata(last.object).array("managedFields").items();
        return metadata(object).array("managedFields").items().stream()
                .filter(entry -> !before.contains(entry))
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String writer(JsonObject entry) {
        var part = entry.text("subresource");
        return entry.text("manager")
                + " ("
                + entry.text("operation")
                + (part == null ? ")" : " of " + part + ")");
    }
}
