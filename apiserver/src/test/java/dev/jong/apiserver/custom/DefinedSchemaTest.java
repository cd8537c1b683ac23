package dev.jong.apiserver.custom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.cel.CelFigures;
import org.junit.jupiter.api.Test;

class DefinedSchemaTest {
    private static DefinedSchema schema(String version) {
        return DefinedSchema.of(
                Json.read((JsonObject) Yaml.read(version), CustomResourceDefinitionVersion.CODEC),
                CelFigures.NONE);
    }

    private static DefinedSchema schema() {
        return schema(
                "{name: v1, schema: {openAPIV3Schema: {type: object, properties: {spec: {type:"
                        + " object, description: 'what is wanted', properties: {size: {type:"
                        + " integer, maximum: 5}}}}}}}");
    }

    @Test
    void isUnfoldedOnceAsLongAsItIsWanted() {
        var schema = schema();
        var unfolded = schema.unfolded();
        schema.rest();
        assertThat(schema.unfolded()).isSameAs(unfolded);
        schema.rest();
        assertThat(schema.unfolded()).isSameAs(unfolded);
    }

    @Test
    void isFoldedWhenNobodyWantedItForAWhile() {
        var schema = schema();
        var struct = schema.named("com.example.v1.Thing");
        var unfolded = schema.unfolded();
        schema.rest();
        schema.rest();
        assertThat(schema.unfolded()).isNotSameAs(unfolded);
        assertThat(schema.unfolded().props()).isEqualTo(unfolded.props());
        assertThat(struct.name()).isEqualTo("com.example.v1.Thing");
        assertThat(struct.fields()).containsOnlyKeys("apiVersion", "kind", "metadata", "spec");
        assertThat(struct.body()).isSameAs(schema.unfolded().struct().body());
    }

    @Test
    void takesAnythingWithoutASchema() {
        assertThat(schema("{name: v1}").unfolded().struct().body().preservesUnknown()).isTrue();
    }
}
