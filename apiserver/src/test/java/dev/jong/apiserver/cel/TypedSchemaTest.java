package dev.jong.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.CustomSchemas;
import dev.jong.api.Schema;
import dev.jong.api.Schemas;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedSchemaTest {
    private static final Schema.Struct SCHEMA =
            CustomSchemas.root(
                    (JsonObject)
                            Yaml.read(
                                    """
                                    type: object
                                    properties:
                                      spec:
                                        type: object
                                        properties:
                                          set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                                          map:
                                            type: array
                                            x-kubernetes-list-type: map
                                            x-kubernetes-list-map-keys: [name]
                                            items:
                                              type: object
                                              properties: {name: {type: string}, value: {type: integer}}
                                          labels: {type: object, additionalProperties: {type: string}}
                                          when: {type: string, format: date-time}
                                          after: {type: string, format: duration}
                                          data: {type: string, format: byte}
                                          ratio: {type: number}
                                          port: {x-kubernetes-int-or-string: true}
                                          namespace: {type: string}
                                          a-b.c: {type: string}
                                          none: {type: string, nullable: true}
                                          free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                                          untyped: {x-kubernetes-preserve-unknown-fields: true}
                                    """));

    private static final JsonObject OBJECT =
            (JsonObject)
                    Yaml.read(
                            """
                            metadata: {name: web, generateName: we}
                            spec:
                              set: [a, b]
                              map: [{name: p, value: 1}, {name: q, value: 2}]
                              labels: {app.io/x: shop}
                              when: "2024-01-01T00:00:00Z"
                              after: 1h
                              data: YWJj
                              ratio: 2
                              port: http
                              namespace: ns
                              a-b.c: dashed
                              none: null
                              untyped: {}
                            """);

    private static Environment environment() {
        var typed = TypedSchema.resource(SCHEMA, "selfType");
        return new Environment(Map.of("self", typed.type().orElseThrow()), typed::find);
    }

    private static Object value(String expression) {
        return environment()
                .compile(expression)
                .evaluate(
                        Map.of("self", SchemaView.of(OBJECT, SCHEMA))::get,
                        new Budget(Budget.RULES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.metadata.name == 'web'",
                "self.spec.set == ['b', 'a']",
                "self.spec.set + ['a', 'c'] == ['a', 'b', 'c']",
                "self.spec.map == self.spec.map.reverse()",
                "(self.spec.map + self.spec.map).size() == 2",
                "self.spec.labels['app.io/x'] == 'shop'",
                "self.spec.labels.all(k, k.startsWith('app'))",
                "self.spec.when.getFullYear() == 2024",
                "self.spec.after == duration('60m')",
                "self.spec.data == b'abc'",
                "self.spec.ratio == 2.0 && type(self.spec.ratio) == double",
                "type(self.spec.port) == string",
                "self.spec.__namespace__ == 'ns' && self.spec.a__dash__b__dot__c == 'dashed'",
                "dyn(self.spec.none) == null && has(self.spec.none)",
                "!has(self.spec.free)"
            })
    void seesWhatTheSchemaDeclares(String expression) {
        assertThat(value(expression)).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.metadata.labels",
                "self.spec.nope",
                "self.spec.free.x",
                "self.spec.untyped",
                "self.spec.ratio.x"
            })
    void doesNotSeeTheRest(String expression) {
        assertThatThrownBy(() -> environment().compile(expression))
                .isInstanceOf(CelException.Invalid.class);
    }

    @Test
    void knowsBuiltInTypes() {
        var typed = TypedSchema.of(Schemas.named("io.k8s.api.apps.v1.Deployment"), "Object");
        var environment =
                new Environment(Map.of("object", typed.type().orElseThrow()), typed::find);
        assertThat(
                        environment
                                .compile(
                                        "object.spec.template.spec.containers.all(c, c.image != '')")
                                .type()
                                .name())
                .isEqualTo("bool");
        assertThatThrownBy(() -> environment.compile("object.spec.replicas == 'a'"))
                .hasMessageContaining(
                        "found no matching overload for '_==_' applied to '(int, string)'");
        assertThatThrownBy(() -> environment.compile("object.spec.foo"))
                .hasMessageContaining("undefined field 'foo'");
    }
}
