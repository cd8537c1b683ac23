package dev.jong.api.apiextensions.v1;

import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;

/// One schema, or a list of them.
final class JSONSchemaPropsOrArrayCodec extends JSONSchemaPropsOrArrayProto {
    @Override
    public String goType() {
        return "v1.JSONSchemaPropsOrArray";
    }

    @Override
    public JSONSchemaPropsOrArray read(TokenReader in) {
        if (in.isNull()) {
            in.skip();
            return JSONSchemaPropsOrArray.EMPTY;
        }
        var value = in.readValue();
        return value instanceof JsonArray
                ? JSONSchemaPropsOrArray.builder()
                        .jsonSchemas(Json.read(value, Codecs.list(JSONSchemaProps.CODEC)))
                        .build()
                : JSONSchemaPropsOrArray.builder()
                        .schema(Json.read(value, JSONSchemaProps.CODEC))
                        .build();
    }

    @Override
    public void write(JSONSchemaPropsOrArray value, TokenWriter out) {
        var schema = value.schema();
        if (!value.jsonSchemas().isEmpty()) {
            out.list(value.jsonSchemas(), JSONSchemaProps.CODEC);
        } else if (schema != null) {
            JSONSchemaProps.CODEC.write(schema, out);
        } else {
            out.nul();
        }
    }
}
