package dev.jong.apiserver.openapi;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.util.Map;
import java.util.Optional;

/// Shared types that are no structs.
final class SharedTypes {
    private static final String MACHINERY = "io.k8s.apimachinery.pkg.";
    private static final String EXTENSIONS =
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    private static final Map<String, JsonObject> BOTH =
            Map.ofEntries(
                    Map.entry(
                            MACHINERY + "apis.meta.v1.Time",
                            typed("A point in time in RFC 3339, to the second.", "string")
                                    .with("format", "date-time")),
                    Map.entry(
                            MACHINERY + "apis.meta.v1.MicroTime",
                            typed("A point in time in RFC 3339, to the microsecond.", "string")
                                    .with("format", "date-time")),
                    Map.entry(
                            MACHINERY + "apis.meta.v1.Duration",
                            typed("A length of time such as 1h30m0s.", "string")),
                    Map.entry(
                            MACHINERY + "apis.meta.v1.FieldsV1",
                            typed("The fields that a manager owns, as a tree.", "object")),
                    Map.entry(
                            MACHINERY + "apis.meta.v1.Patch",
                            typed("The body of a PATCH request.", "object")),
                    Map.entry(
                            MACHINERY + "runtime.RawExtension",
                            typed("An object of any kind.", "object")),
                    Map.entry(EXTENSIONS + "JSON", described("Any JSON value.")),
                    Map.entry(
                            EXTENSIONS + "JSONSchemaPropsOrArray",
                            described("One schema, or an array of schemas.")),
                    Map.entry(
                            EXTENSIONS + "JSONSchemaPropsOrBool",
                            described("A schema, or whether anything is allowed.")),
                    Map.entry(
                            EXTENSIONS + "JSONSchemaPropsOrStringArray",
                            described("A schema, or an array of names.")));

    private static final String QUANTITY = "An amount such as 100m, 1.5 or 64Mi.";
    private static final String INT_OR_STRING =
            "A 32 bit number, or text such as a port's name or a percentage.";

    private SharedTypes() {}

    static Optional<JsonObject> definition(String name, Dialect dialect) {
        if (name.equals(MACHINERY + "api.resource.Quantity")) {
            return Optional.of(
                    dialect == Dialect.V2
                            ? typed(QUANTITY, "string")
                            : described(QUANTITY).with("oneOf", oneOf("string", "number")));
        }
        if (name.equals(MACHINERY + "util.intstr.IntOrString")) {
            var base =
                    dialect == Dialect.V2
                            ? typed(INT_OR_STRING, "string")
                            : described(INT_OR_STRING).with("oneOf", oneOf("integer", "string"));
            return Optional.of(base.with("format", "int-or-string"));
        }
        return Optional.ofNullable(BOTH.get(name));
    }

    private static JsonArray oneOf(String one, String other) {
        return JsonArray.of(
                JsonObject.of("type", new JsonText(one)),
                JsonObject.of("type", new JsonText(other)));
    }

    private static JsonObject typed(String description, String type) {
        return described(description).with("type", type);
    }

    private static JsonObject described(String description) {
        return JsonObject.EMPTY.with("description", description);
    }
}
