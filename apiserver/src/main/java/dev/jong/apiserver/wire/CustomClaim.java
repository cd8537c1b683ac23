package dev.jong.apiserver.wire;

import dev.jong.api.GroupKind;
import dev.jong.api.Kind;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.wire.Body.Undecodable;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the text of a custom object must say it is: nobody but its definition knows its kinds, so
/// upstream reads whatever comes and compares afterwards.
final class CustomClaim {
    private CustomClaim() {}

    /// Refuses a whole object that is sent.
    ///
    /// @param text of the body
    static void checkBody(
            @Nullable String apiVersion,
            @Nullable String name,
            Kind<?> kind,
            Supplier<String> text) {
        var version = Objects.requireNonNullElse(apiVersion, "");
        var asked = Objects.requireNonNullElse(name, "");
        if (version.equals(kind.apiVersion()) && asked.equals(kind.name())) {
            return;
        }
        demandKind(asked, text);
        demandVersion(version);
        if (!version.equals(kind.apiVersion())) {
            throw ApiException.badRequest(
                    "the API version in the data ("
                            + version
                            + ") does not match the expected API version ("
                            + kind.apiVersion()
                            + ")");
        }
        throw refused(version, asked, kind, tree(text.get()));
    }

    /// Refuses what a patch makes of an object.
    static void checkPatched(
            @Nullable String apiVersion, @Nullable String name, Kind<?> kind, JsonValue tree) {
        var version = Objects.requireNonNullElse(apiVersion, "");
        var asked = Objects.requireNonNullElse(name, "");
        if (version.equals(kind.apiVersion()) && asked.equals(kind.name())) {
            return;
        }
        demandKind(asked, () -> Json.text(tree));
        demandVersion(version);
        throw refused(version, asked, kind, tree);
    }

    private static void demandKind(String name, Supplier<String> text) {
        if (name.isEmpty()) {
            throw new Undecodable(null, "Object 'Kind' is missing in '" + text.get() + "'");
        }
    }

    private static void demandVersion(String version) {
        if (version.indexOf('/') != version.lastIndexOf('/')) {
            throw new Undecodable(null, "unexpected GroupVersion string: " + version);
        }
    }

    private static JsonValue tree(String text) {
        try {
            return Json.parse(text);
        } catch (JsonException _) {
            return JsonObject.EMPTY;
        }
    }

    private static ApiException refused(String version, String name, Kind<?> kind, JsonValue tree) {
        var errors = new ArrayList<FieldError>();
        if (!name.equals(kind.name())) {
            errors.add(FieldError.invalid(FieldPath.of("kind"), name, "must be " + kind.name()));
        }
        if (!version.equals(kind.apiVersion())) {
            errors.add(
                    FieldError.invalid(
                            FieldPath.of("apiVersion"), version, "must be " + kind.apiVersion()));
        }
        var named =
                tree instanceof JsonObject object ? object.object("metadata").text("name") : null;
        var group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
        return ApiException.invalid(
                new GroupKind(group, name), Objects.requireNonNullElse(named, ""), errors);
    }
}
