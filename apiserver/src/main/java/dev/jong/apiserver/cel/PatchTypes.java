package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.jong.api.Bytes;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The types that expressions of mutations make: `Object`, `Object.spec`, … with any fields, and
/// `JSONPatch`.
public final class PatchTypes {
    public static final String OBJECT = "Object";
    public static final String JSON_PATCH = "JSONPatch";
    private static final ImmutableSet<String> PATCH_FIELDS =
            ImmutableSet.of("op", "path", "from", "value");

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private PatchTypes() {}

    /// The types for one expression: an `Object` has every field that the text may mean.
    public static Function<String, Optional<CelType>> named(String text) {
        var words =
                ImmutableSet.copyOf(WORD.matcher(text).results().map(MatchResult::group).toList());
        return name -> find(name, words);
    }

    private static Optional<CelType> find(String name, ImmutableSet<String> fields) {
        if (name.equals(JSON_PATCH)) {
            return Optional.of(StructType.create(name, PATCH_FIELDS, PatchTypes::patchField));
        }
        return name.equals(OBJECT) || name.startsWith(OBJECT + ".")
                ? Optional.of(StructType.create(name, fields, _ -> Optional.of(SimpleType.DYN)))
                : Optional.empty();
    }

    private static Optional<CelType> patchField(String name) {
        return switch (name) {
            case "op", "path", "from" -> Optional.of(SimpleType.STRING);
            case "value" -> Optional.of(SimpleType.DYN);
            default -> Optional.empty();
        };
    }

    /// A value as JSON.
    ///
    /// @throws CelException.Failed when it has no JSON form, or objects stand under fields that
    ///   their types do not name
    public static JsonValue json(Object value) {
        return switch (value) {
            case StructValue made -> {
                checkNames(made, made.type());
                yield object(made);
            }
            case Map<?, ?> map -> object(map);
            case List<?> list -> {
                var items = new ArrayList<JsonValue>();
                list.forEach(item -> items.add(json(item)));
                yield new JsonArray(items);
            }
            case String text -> new JsonText(text);
            case Long whole -> new JsonInteger(whole);
            case Unsigned(var bits) when bits >= 0 -> new JsonInteger(bits);
            case Double number -> new JsonDecimal(number);
            case Boolean bool -> JsonBoolean.of(bool);
            case JsonNull none -> none;
            case Bytes bytes -> new JsonText(bytes.base64());
            case Instant time -> new JsonText(Conversions.text(time));
            case Duration duration -> new JsonText(Conversions.text(duration));
            case QuantityValue quantity -> new JsonText(quantity.toString());
            case UrlValue url -> new JsonText(url.toString());
            case Optional<?> optional when optional.isEmpty() -> JsonNull.NULL;
            case Optional<?> optional -> json(optional.get());
            default ->
                    throw new CelException.Failed(
                            "unsupported conversion of " + TypeName.of(value) + " to JSON");
        };
    }

    private static JsonObject object(Map<?, ?> map) {
        var fields = new HashMap<String, JsonValue>();
        map.forEach((key, value) -> fields.put(Texts.plain(key), json(value)));
        return new JsonObject(fields);
    }

    /// `Object.spec` may stand only in the field `spec` of an `Object`.
    private static void checkNames(Object value, String expected) {
        switch (value) {
            case StructValue made -> {
                if (!made.type().equals(expected)) {
                    throw new CelException.Failed(
                            "type mismatch: unexpected type name \""
                                    + made.type()
                                    + "\", expected \""
                                    + expected
                                    + "\", which matches field name path from root Object type");
                }
                made.forEach((name, field) -> checkNames(field, expected + "." + name));
            }
            case List<?> list -> list.forEach(item -> checkNames(item, expected));
            default -> {}
        }
    }
}
