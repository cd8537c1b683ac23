package dev.jong.api.apiextensions.v1;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;

/// A schema, or whether anything is allowed at all.
final class JSONSchemaPropsOrBoolCodec extends JSONSchemaPropsOrBoolProto {
    @Override
    public String goType() {
        return "v1.JSONSchemaPropsOrBool";
    }

    @Override
    public JSONSchemaPropsOrBool read(TokenReader in) {
        if (in.isNull()) {
            in.skip();
            return JSONSchemaPropsOrBool.EMPTY;
        }
        var value = in.readValue();
        return value instanceof JsonBoolean(var allows)
                ? JSONSchemaPropsOrBool.builder().allows(allows).build()
                : JSONSchemaPropsOrBool.builder()
                        .allows(true)
                        .schema(Json.read(value, JSONSchemaProps.CODEC))
                        .build();
    }

    @Override
    public void write(JSONSchemaPropsOrBool value, TokenWriter out) {
        var schema = value.schema();
        if (schema != null) {
            JSONSchemaProps.CODEC.write(schema, out);
        } else {
            out.bool(value.allows());
        }
    }
}
