package dev.jong.apiserver.custom.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.CustomSchemas;
import dev.jong.api.Schema;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.cel.CelFigures;
import dev.jong.apiserver.custom.value.ValueRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CustomRulesTest {
    private static final String SCHEMA =
            """
            type: object
            x-kubernetes-validations:
            - {rule: "self.metadata.name.startsWith('a')", message: name must begin with a}
            properties:
              spec:
                type: object
                x-kubernetes-validations:
                - {rule: self.low <= self.high, messageExpression: "'low ' + string(self.low) + ' is above high'", fieldPath: .low, reason: FieldValueForbidden}
                properties:
                  low: {type: integer}
                  high: {type: integer}
                  fixed:
                    type: string
                    x-kubernetes-validations:
                    - {rule: self == oldSelf, message: fixed is immutable}
                  once:
                    type: string
                    x-kubernetes-validations:
                    - {rule: "!oldSelf.hasValue() || oldSelf.value() == self", optionalOldSelf: true}
                  items:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items:
                      type: object
                      required: [name]
                      properties:
                        name: {type: string}
                        size:
                          type: integer
                          x-kubernetes-validations:
                          - {rule: self >= oldSelf, message: may only grow}
                  either:
                    type: object
                    properties: {a: {type: string}, b: {type: string}}
                    oneOf: [{required: [a]}, {required: [b]}]
                  code: {type: string, pattern: '^[a-z]+$'}
                required: [low, high]
            """;

    private static final JSONSchemaProps PROPS =
            Json.read((JsonObject) Yaml.read(SCHEMA), JSONSchemaProps.CODEC);

    private static final Schema.Struct STRUCT = CustomSchemas.root((JsonObject) Yaml.read(SCHEMA));

    private final List<String> warnings = new ArrayList<>();

    private static JsonObject object(String name, String spec) {
        return (JsonObject)
                Yaml.read(
                        "{apiVersion: g/v1, kind: K, metadata: {name: "
                                + name
                                + "}, spec: "
                                + spec
                                + "}");
    }

    private List<String> check(JsonObject now, @Nullable JsonObject old) {
        return ObjectRules.of(STRUCT, CelFigures.NONE).check(now, old, warnings::add).stream()
                .map(FieldError::toString)
                .toList();
    }

    private List<String> check(String spec, @Nullable String old) {
        return check(object("a", spec), old == null ? null : object("a", old));
    }

    @Test
    void findsRulesThatDoNotHold() {
        assertThat(check("{low: 1, high: 2}", null)).isEmpty();
        assertThat(check("{low: 3, high: 2}", null))
                .containsExactly("spec.low: Forbidden: low 3 is above high");
        assertThat(check(object("b", "{low: 1, high: 2}"), null))
                .containsExactly("<nil>: Invalid value: name must begin with a");
    }

    @Test
    void asksAboutChangesOnlyWhereThereWasSomething() {
        assertThat(check("{low: 1, high: 2, fixed: x}", "{low: 1, high: 2}")).isEmpty();
        assertThat(check("{low: 1, high: 2, fixed: x}", "{low: 1, high: 2, fixed: z}"))
                .containsExactly("spec.fixed: Invalid value: \"x\": fixed is immutable");
        assertThat(check("{low: 1, high: 2, once: x}", null)).isEmpty();
        assertThat(check("{low: 1, high: 2, once: x}", "{low: 1, high: 2, once: z}"))
                .containsExactly(
                        "spec.once: Invalid value: \"x\": failed rule: !oldSelf.hasValue() ||"
                                + " oldSelf.value() == self");
    }

    @Test
    void knowsItemsByTheirKeys() {
        var old = "{low: 1, high: 2, items: [{name: p, size: 2}, {name: q, size: 1}]}";
        assertThat(check("{low: 1, high: 2, items: [{name: q, size: 1}, {name: p, size: 3}]}", old))
                .isEmpty();
        assertThat(check("{low: 1, high: 2, items: [{name: q, size: 0}, {name: r, size: 0}]}", old))
                .containsExactly("spec.items[0].size: Invalid value: 0: may only grow");
    }

    @Test
    void letsWhatDidNotChangeStayWrong() {
        assertThat(check("{low: 3, high: 2}", "{low: 3, high: 2}")).isEmpty();
        assertThat(warnings).containsExactly("spec.low: Forbidden: low 3 is above high");
        var now = (JsonObject) Yaml.read("{spec: {low: 1, high: 2, code: 'A1', either: {a: x}}}");
        var same = (JsonObject) Yaml.read("{spec: {low: 0, high: 2, code: 'A1', either: {a: x}}}");
        assertThat(ValueRules.check(now, same, PROPS, null)).isEmpty();
        assertThat(ValueRules.check(now, null, PROPS, null))
                .extracting(FieldError::toString)
                .containsExactly(
                        "spec.code: Invalid value: \"A1\": spec.code in body should match"
                                + " '^[a-z]+$'");
    }

    @Test
    void demandsExactlyOne() {
        var both = (JsonObject) Yaml.read("{spec: {low: 1, high: 2, either: {a: x, b: z}}}");
        assertThat(ValueRules.check(both, null, PROPS, null))
                .extracting(FieldError::toString)
                .containsExactly(
                        "<nil>: Invalid value: \"\": \"spec.either\" must validate one and only one"
                                + " schema (oneOf). Found 2 valid alternatives");
    }
}
