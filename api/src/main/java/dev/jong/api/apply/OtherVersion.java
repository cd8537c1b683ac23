package dev.jong.api.apply;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonObject;
import java.util.function.UnaryOperator;

/// A version of a kind in which others wrote: what they own is looked for in it, since fields are
/// named differently there.
///
/// @param convert from the version that is written now
/// @param back to that version
public record OtherVersion(
        String apiVersion,
        Schema.Struct schema,
        UnaryOperator<JsonObject> convert,
        UnaryOperator<JsonObject> back) {
    Difference between(JsonObject before, JsonObject after) {
        return Difference.between(convert.apply(before), convert.apply(after), shape());
    }

    Shape shape() {
        return Shape.of(schema, Schema.Ownership.AS_TYPE);
    }
}
