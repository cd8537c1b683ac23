package dev.jong.apiserver.custom.value;

import dev.jong.api.apiextensions.v1.CustomResourceSubresourceScale;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields from which an object's scale is made.
public final class ScaleFields {
    private final FieldErrors errors = new FieldErrors();

    private ScaleFields() {}

    /// @param scale null when there is none
    /// @param spec whether the wanted replicas are looked at as well
    public static List<FieldError> check(
            JsonObject object, @Nullable CustomResourceSubresourceScale scale, boolean spec) {
        var fields = new ScaleFields();
        if (scale == null) {
            return List.of();
        }
        if (spec) {
            fields.replicas(object, scale.specReplicasPath());
        }
        fields.replicas(object, scale.statusReplicasPath());
        var selector = scale.labelSelectorPath();
        if (selector != null) {
            fields.selector(object, selector);
        }
        return fields.errors.list();
    }

    private void replicas(JsonObject object, String path) {
        var found = find(object, path, 0);
        if (found == null) {
            return;
        }
        if (!(found instanceof JsonInteger(var count))) {
            errors.invalid(FieldPath.of(path), 0, wrongType(found, path, "int64"));
        } else if (count < 0) {
            errors.invalid(FieldPath.of(path), count, "should be a non-negative integer");
        } else if (count > Integer.MAX_VALUE) {
            errors.invalid(
                    FieldPath.of(path),
                    count,
                    "should be less than or equal to " + Integer.MAX_VALUE);
        }
    }

    private void selector(JsonObject object, String path) {
        var found = find(object, path, "");
        if (found != null && !(found instanceof JsonText)) {
            errors.invalid(FieldPath.of(path), "", wrongType(found, path, "string"));
        }
    }

    /// Null when it is not there, or when it cannot be: then it is told.
    private @Nullable JsonValue find(JsonObject object, String path, Object nothing) {
        JsonValue inside = object;
        var steps = (path.startsWith(".") ? path.substring(1) : path).split("\\.", -1);
        var walked = new StringBuilder();
        for (var step : steps) {
            if (!(inside instanceof JsonObject here)) {
                if (!(inside instanceof JsonNull)) {
                    errors.invalid(
                            FieldPath.of(path),
                            nothing,
                            wrongType(inside, walked + "." + step, "map[string]interface{}"));
                }
                return null;
            }
            walked.append('.').append(step);
            var next = here.get(step);
            if (next == null) {
                return null;
            }
            inside = next;
        }
        return inside;
    }

    private static String wrongType(JsonValue value, String path, String wanted) {
        return path
                + " accessor error: "
                + (value instanceof JsonText(var text) ? text : value.toString())
                + " is of the type "
                + goType(value)
                + ", expected "
                + wanted;
    }

    private static String goType(JsonValue value) {
        return switch (value) {
            case JsonNull _ -> "<nil>";
            case JsonText _ -> "string";
            case JsonInteger _ -> "int64";
            case JsonDecimal _ -> "float64";
            case JsonBoolean _ -> "bool";
            case JsonArray _ -> "[]interface {}";
            case JsonObject _ -> "map[string]interface {}";
        };
    }
}
