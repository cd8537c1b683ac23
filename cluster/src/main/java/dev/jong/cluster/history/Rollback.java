package dev.jong.cluster.history;

import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to write so that an object has its former content again.
public final class Rollback {
    /// What the server alone says of an object that it makes.
    private static final List<String> SERVERS =
            List.of(
                    "resourceVersion",
                    "uid",
                    "creationTimestamp",
                    "generation",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "managedFields",
                    "selfLink");

    /// What an object keeps as long as it lives.
    private static final List<String> KEPT =
            List.of(
                    "resourceVersion",
                    "uid",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds");

    private Rollback() {}

    /// An update of the object as it is now, which fails when it changes meanwhile: status and what
    /// the server says of it stay, all else becomes what it was. Who manages the fields that change
    /// is for the server to note.
    public static JsonObject update(JsonObject former, JsonObject now) {
        var metadata = without(former.object("metadata"), SERVERS);
        for (var field : KEPT) {
            metadata = with(metadata, field, now.object("metadata").get(field));
        }
        return with(
                former.without("status").with("metadata", metadata), "status", now.get("status"));
    }

    /// The object anew, since it was deleted.
    public static JsonObject creation(JsonObject former) {
        return former.without("status")
                .with("metadata", without(former.object("metadata"), SERVERS));
    }

    private static JsonObject without(JsonObject object, List<String> fields) {
        var less = object;
        for (var field : fields) {
            less = less.without(field);
        }
        return less;
    }

    private static JsonObject with(JsonObject object, String field, @Nullable JsonValue value) {
        return value == null ? object : object.with(field, value);
    }

    /// The revision that an object is at.
    public static String version(JsonObject object) {
        return object.object("metadata").get("resourceVersion") instanceof JsonText(var version)
                ? version
                : "";
    }
}
