package dev.jong.api.json;

import dev.jong.api.IntOrString;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON bytes in UTF-8.
public final class JsonReader extends TokenReader implements AutoCloseable {
    /// Objects and arrays within each other, of what is passed over too.
    static final int MOST_LEVELS = 10_000;

    /// Upstream refuses nothing by length: the request's size is limited before.
    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_LEVELS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(1000)
                    .build();

    private static final JsonFactory FACTORY =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();

    private final byte[] source;
    private final JsonParser parser;
    private JsonToken token;

    public JsonReader(byte[] json) {
        source = HalfCharacters.replaced(json);
        if (json.length > 2 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB) {
            throw new JsonException.Malformed(GoSyntax.why(json));
        }
        parser = FACTORY.createParser(ObjectReadContext.empty(), source);
        token = advance();
    }

    private JsonToken advance() {
        try {
            var next = parser.nextToken();
            if (next == null) {
                throw new JsonException.Malformed("unexpected end of JSON input");
            }
            token = next;
            return next;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private JsonException malformed(JacksonException e) {
        if (e instanceof StreamConstraintsException && e.getOriginalMessage().contains("depth")) {
            var deep = GoSyntax.why(source);
            return new JsonException.Malformed(deep.isEmpty() ? "exceeded max depth" : deep);
        }
        var why = GoSyntax.why(source);
        if (!why.isEmpty()) {
            return new JsonException.Malformed(why);
        }
        var location = e.getLocation();
        var where = location == null ? "" : " at byte " + Math.max(location.getByteOffset(), 0);
        return new JsonException.Malformed("invalid JSON" + where + ": " + e.getOriginalMessage());
    }

    /// Nothing may follow the value.
    public void end() {
        try {
            if (parser.nextToken() != null) {
                throw new JsonException.Malformed(GoSyntax.why(source));
            }
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    @Override
    public void close() {
        parser.close();
    }

    @Override
    String tooDeep() {
        return "exceeded max depth";
    }

    @Override
    public boolean isNull() {
        return token == JsonToken.VALUE_NULL;
    }

    @Override
    public boolean beginObject(@Nullable String struct) {
        if (token == JsonToken.START_OBJECT) {
            enter(struct);
            return true;
        }
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        throw mismatch(found(), struct == null ? "map[string]string" : "v1." + struct);
    }

    @Override
    public @Nullable String nextField() {
        try {
            var name = parser.nextName();
            if (name == null) {
                if (parser.currentToken() != JsonToken.END_OBJECT) {
                    throw new JsonException.Malformed("unexpected end of JSON input");
                }
                path.leave();
                return null;
            }
            entered(name);
            advance();
            return name;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    @Override
    public boolean beginArray(String goType) {
        if (token == JsonToken.START_ARRAY) {
            enter(null);
            return true;
        }
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        throw mismatch(found(), goType);
    }

    @Override
    public boolean nextElement() {
        if (advance() == JsonToken.END_ARRAY) {
            path.leave();
            return false;
        }
        path.element();
        return true;
    }

    @Override
    public String readString() {
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (token != JsonToken.VALUE_STRING) {
            throw mismatch(found(), "string");
        }
        return Shared.text(text());
    }

    private String text() {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    @Override
    public long readLong() {
        return whole("int64");
    }

    @Override
    public int readInt() {
        long value = whole("int32");
        if (value != (int) value) {
            throw mismatch("number " + value, "int32");
        }
        return (int) value;
    }

    private long whole(String goType) {
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw mismatch(
                    token == JsonToken.VALUE_NUMBER_FLOAT ? "number " + text() : found(), goType);
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw mismatch("number " + text(), goType);
        }
        return parser.getLongValue();
    }

    @Override
    public double readDouble() {
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (!isNumber()) {
            throw mismatch(found(), "float64");
        }
        return decimal();
    }

    private double decimal() {
        try {
            double value = parser.getDoubleValue();
            if (Double.isInfinite(value)) {
                throw mismatch("number " + text(), "float64");
            }
            return value;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private boolean isNumber() {
        return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    }

    @Override
    public boolean readBoolean() {
        if (token == JsonToken.VALUE_TRUE) {
            return true;
        }
        if (token == JsonToken.VALUE_FALSE || token == JsonToken.VALUE_NULL) {
            return false;
        }
        throw mismatch(found(), "bool");
    }

    @Override
    public IntOrString readIntOrString() {
        if (token == JsonToken.VALUE_STRING) {
            return IntOrString.of(text());
        }
        return IntOrString.of(readInt());
    }

    @Override
    String readScalar(String goType) {
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (token != JsonToken.VALUE_STRING && !isNumber()) {
            throw mismatch(found(), goType);
        }
        return text();
    }

    @Override
    public void skip() {
        try {
            parser.skipChildren();
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    @Override
    public JsonValue readValue() {
        return switch (token) {
            case START_OBJECT -> readObject();
            case START_ARRAY -> readArray();
            case VALUE_STRING -> new JsonText(text());
            case VALUE_NUMBER_INT ->
                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? new JsonDecimal(decimal())
                            : new JsonInteger(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new JsonDecimal(decimal());
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            default -> JsonNull.NULL;
        };
    }

    @Override
    public JsonValue readShared() {
        if (token != JsonToken.START_OBJECT || isStrict()) {
            return readValue();
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        skip();
        return Shared.tree(source, from, (int) parser.currentLocation().getByteOffset());
    }

    private String found() {
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "bool";
            default -> "null";
        };
    }
}
