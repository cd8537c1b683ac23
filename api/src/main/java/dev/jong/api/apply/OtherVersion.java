package dev.jong.api.apply;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonObject;
import java.util.function.UnaryOperator;

/// A version of a kind in which others wrote: what they own is looked for in it, since fields are
/// named differently there.
///
/// @param convert from the version that is written now
public record OtherVersion(
        String apiVersion, Schema.Struct schema, UnaryOperator<JsonObject> convert) {
    Difference between(JsonObject before, JsonObject after) {
        return Difference.between(
                convert.apply(before),
                convert.apply(after),
                Shape.of(schema, Schema.Ownership.AS_TYPE));
    }
}
