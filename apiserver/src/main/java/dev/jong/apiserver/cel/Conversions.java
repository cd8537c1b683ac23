package dev.jong.apiserver.cel;

import dev.jong.api.Bytes;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonNull;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/// `int(x)`, `string(x)`, … between the language's own types.
final class Conversions {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
    private static final double TWO_63 = 0x1p63;
    private static final double TWO_64 = 0x1p64;

    private Conversions() {}

    static void addTo(Functions functions) {
        functions
                .define("dyn", Body.of(Object.class, value -> value))
                .define("type", Body.of(Object.class, TypeName::of))
                .define("bool", Body.of(Boolean.class, value -> value))
                .define("bool", Body.of(String.class, Conversions::bool))
                .define("bytes", Body.of(Bytes.class, value -> value))
                .define("bytes", Body.of(String.class, Bytes::ofUtf8))
                .define("duration", Body.of(Duration.class, value -> value))
                .define("duration", Body.of(String.class, Conversions::duration))
                .define("timestamp", Body.of(Instant.class, value -> value))
                .define("timestamp", Body.of(String.class, Conversions::timestamp))
                .define(
                        "timestamp",
                        Body.of(
                                Long.class,
                                seconds -> Operators.inRange(Instant.ofEpochSecond(seconds))));
        numbers(functions);
        texts(functions);
    }

    private static void numbers(Functions functions) {
        functions
                .define("int", Body.of(Long.class, value -> value))
                .define(
                        "int",
                        Body.of(
                                Unsigned.class,
                                value -> {
                                    if (value.bits() < 0) {
                                        throw new CelException.Failed("integer overflow");
                                    }
                                    return value.bits();
                                }))
                .define("int", Body.of(Double.class, Conversions::whole))
                .define("int", Body.of(String.class, Conversions::parseInt))
                .define("int", Body.of(Instant.class, Instant::getEpochSecond))
                .define("uint", Body.of(Unsigned.class, value -> value))
                .define(
                        "uint",
                        Body.of(
                                Long.class,
                                value -> {
                                    if (value < 0) {
                                        throw new CelException.Failed("unsigned integer overflow");
                                    }
                                    return new Unsigned(value);
                                }))
                .define("uint", Body.of(Double.class, Conversions::natural))
                .define("uint", Body.of(String.class, Conversions::parseUnsigned))
                .define("double", Body.of(Double.class, value -> value))
                .define("double", Body.of(Long.class, Long::doubleValue))
                .define(
                        "double",
                        Body.of(
                                Unsigned.class,
                                value -> new BigDecimal(value.toString()).doubleValue()))
                .define("double", Body.of(String.class, Conversions::parseDouble));
    }

    private static void texts(Functions functions) {
        functions
                .define("string", Body.of(String.class, value -> value))
                .define("string", Body.of(Long.class, Object::toString))
                .define("string", Body.of(Unsigned.class, Object::toString))
                .define("string", Body.of(Boolean.class, Object::toString))
                .define("string", Body.of(Double.class, Conversions::text))
                .define("string", Body.of(Bytes.class, Conversions::utf8))
                .define("string", Body.of(Instant.class, Conversions::text))
                .define("string", Body.of(Duration.class, Conversions::text));
    }

    private static CelException.Failed mismatch(String from, String to) {
        return new CelException.Failed("type conversion error from '" + from + "' to '" + to + "'");
    }

    private static Object bool(String text) {
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        throw mismatch("string", "bool");
    }

    private static Object parseInt(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw mismatch("string", "int");
        }
    }

    private static Object parseUnsigned(String text) {
        try {
            return new Unsigned(Long.parseUnsignedLong(text));
        } catch (NumberFormatException e) {
            throw mismatch("string", "uint");
        }
    }

    private static Object parseDouble(String text) {
        try {
            return text.endsWith("f") || text.endsWith("d")
                    ? fail("string", "double")
                    : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw mismatch("string", "double");
        }
    }

    private static Object fail(String from, String to) {
        throw mismatch(from, to);
    }

    private static Object whole(double value) {
        if (Double.isNaN(value) || value <= -TWO_63 || value >= TWO_63) {
            throw new CelException.Failed("integer overflow");
        }
        return (long) value;
    }

    private static Object natural(double value) {
        if (Double.isNaN(value) || value < 0 || value >= TWO_64) {
            throw new CelException.Failed("unsigned integer overflow");
        }
        return new Unsigned(new BigDecimal(value).toBigInteger().longValue());
    }

    /// Go's duration, or an error of the language.
    static Duration duration(String text) {
        try {
            return GoDuration.parse(text);
        } catch (JsonException | ArithmeticException e) {
            throw mismatch("string", "google.protobuf.Duration");
        }
    }

    static Instant timestamp(String text) {
        try {
            return Operators.inRange(
                    OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            throw mismatch("string", "google.protobuf.Timestamp");
        }
    }

    private static Object utf8(Bytes bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CelException.Failed("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    static String text(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time).replaceFirst("(\\.\\d*?)0+Z$", "$1Z");
    }

    /// In seconds: `3600s`, `0.5s`.
    static String text(Duration duration) {
        var seconds =
                BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNano(), 9));
        return plain(seconds) + "s";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /// As Go's `%g` with the fewest digits.
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        var digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 21) {
            return digits.toPlainString();
        }
        var unscaled = digits.unscaledValue().abs().toString();
        var mantissa =
                unscaled.length() == 1
                        ? unscaled
                        : unscaled.charAt(0) + "." + unscaled.substring(1);
        var magnitude =
                Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
        return (value < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+") + magnitude;
    }

    /// Any scalar as messages show it.
    static String shown(Object value) {
        return switch (value) {
            case Double number -> text(number);
            case Instant time -> text(time);
            case Duration duration -> text(duration);
            case JsonNull _ -> "null";
            default -> value.toString();
        };
    }
}
