package dev.jong.apiserver.custom.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueRulesTest {
    private static JSONSchemaProps schema(String properties) {
        var text = "{type: object, properties: " + properties + "}";
        return Json.read((JsonObject) Yaml.read(text), JSONSchemaProps.CODEC);
    }

    private static List<String> errors(String properties, String object) {
        return ValueRules.check(Yaml.read(object), null, schema(properties), null).stream()
                .map(FieldError::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "date-time | 2020-01-01T00:00:00Z | 2020-01-01",
                "date | 2020-02-29 | 2021-02-29",
                "duration | 1h3m | x",
                "duration | 3 days | days",
                "ipv4 | 10.0.0.1 | 10.0.0",
                "ipv6 | ::1 | 10.0.0.1",
                "cidr | 10.0.0.0/8 | 10.0.0.0",
                "uri | https://a/b?c | a b",
                "email | a@b.c | a.b.c",
                "hostname | a.example.com | a_b",
                "mac | 01:23:45:67:89:ab | 01:23",
                "uuid | 123e4567-e89b-12d3-a456-426614174000 | 123",
                "uuid4 | 123e4567-e89b-42d3-a456-426614174000 | 123e4567-e89b-12d3-a456-426614174000",
                "byte | YWJj | YWJ",
                "isbn10 | 0321751043 | 0321751044",
                "isbn13 | 978-0321751041 | 978-0321751042",
                "creditcard | 4111 1111 1111 1111 | 4111 1111 1111 1112",
                "ssn | 111-22-3333 | 111",
                "hexcolor | #FFFFFF | #FFFFF",
                "rgbcolor | 'rgb(1,2,3)' | 'rgb(1,2)'",
                "bsonobjectid | 507f1f77bcf86cd799439011 | 507f",
                "k8s-short-name | a-b | a.b",
                "k8s-long-name | a.b | A.b"
            })
    void checksFormats(String format, String good, String bad) {
        var properties = "{a: {type: string, format: " + format + "}}";
        assertThat(errors(properties, "{a: '" + good + "'}")).isEmpty();
        assertThat(errors(properties, "{a: '" + bad + "'}"))
                .containsExactly(
                        "a: Invalid value: \""
                                + bad
                                + "\": a in body must be of type "
                                + format
                                + ": \""
                                + bad
                                + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: string} | 1 | a: Invalid value: \"integer\": a in body must be of type string: \"integer\"",
                "{type: string} | null | a: Invalid value: \"null\": a in body must be of type string: \"null\"",
                "{type: integer, format: int32} | 3000000000 | <nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in a",
                "{x-kubernetes-int-or-string: true} | true | a: Invalid value: \"boolean\": a in body must be of type integer,string: \"boolean\"",
                "{type: string, maxLength: 2} | xyz | a: Too long: may not be more than 2 bytes",
                "{type: string, enum: [x, z]} | w | a: Unsupported value: \"w\": supported values: \"x\", \"z\"",
                "{type: number, exclusiveMinimum: true, minimum: 1.5} | 1.5 | a: Invalid value: 1.5: a in body should be greater than 1.5",
                "{type: integer, multipleOf: 3} | 4 | a: Invalid value: 4: a in body should be a multiple of 3",
                "{type: array, items: {type: string}, minItems: 2} | [x] | a: Invalid value: 1: a in body should have at least 2 items",
                "{type: object, required: [b]} | {} | a.b: Required value",
                "{type: object, additionalProperties: {type: integer}} | {k: x} | a.k: Invalid value: \"string\": a.k in body must be of type integer: \"string\"",
                "{type: object, not: {required: [b]}} | {b: 1} | <nil>: Invalid value: \"\": \"a\" must not validate the schema (not)"
            })
    void tellsWhatIsWrong(String property, String value, String error) {
        assertThat(errors("{a: " + property + "}", "{a: " + value + "}")).containsExactly(error);
    }

    @Test
    void tellsTheNearestOfSeveralSchemas() {
        assertThat(
                        errors(
                                "{a: {type: object, properties: {b: {type: integer}, c: {type:"
                                        + " integer}}, anyOf: [{required: [c]}, {properties: {b:"
                                        + " {minimum: 3}}}]}}",
                                "{a: {b: 2}}"))
                .containsExactly(
                        "<nil>: Invalid value: \"\": \"a\" must validate at least one schema (anyOf)",
                        "a.b: Invalid value: 2: a.b in body should be greater than or equal to 3");
    }
}
