package dev.jong.api.apiextensions.v1;

import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;

/// A schema, or a list of names.
final class JSONSchemaPropsOrStringArrayCodec extends JSONSchemaPropsOrStringArrayProto {
    @Override
    public String goType() {
        return "v1.JSONSchemaPropsOrStringArray";
    }

    @Override
    public JSONSchemaPropsOrStringArray read(TokenReader in) {
        if (in.isNull()) {
            in.skip();
            return JSONSchemaPropsOrStringArray.EMPTY;
        }
        var value = in.readValue();
        return value instanceof JsonArray
                ? JSONSchemaPropsOrStringArray.builder()
                        .property(Json.read(value, Codecs.list(Codecs.STRING)))
                        .build()
                : JSONSchemaPropsOrStringArray.builder()
                        .schema(Json.read(value, JSONSchemaProps.CODEC))
                        .build();
    }

    @Override
    public void write(JSONSchemaPropsOrStringArray value, TokenWriter out) {
        var schema = value.schema();
        if (!value.property().isEmpty()) {
            out.list(value.property(), Codecs.STRING);
        } else if (schema != null) {
            JSONSchemaProps.CODEC.write(schema, out);
        } else {
            out.nul();
        }
    }
}
