package dev.jong.apiserver.custom;

import dev.jong.api.CustomSchemas;
import dev.jong.api.Schema;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.apiserver.cel.CelFigures;
import dev.jong.apiserver.custom.rule.ObjectRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// The schema of one version of a definition. Most of many definitions have objects that nobody
/// writes just now: it is kept compressed, unfolded when somebody needs it, and folded again when
/// nobody did for a while.
final class DefinedSchema {
    private static final JsonObject ANYTHING =
            new JsonObject(
                    Map.of(
                            "type",
                            new JsonText("object"),
                            "x-kubernetes-preserve-unknown-fields",
                            JsonBoolean.TRUE));

    private final byte[] folded;
    private final boolean empty;
    private final CelFigures figures;

    /// Benign race: unfolding twice yields equal schemas.
    private volatile @Nullable Unfolded unfolded;

    /// Whether someone needed it since the last [#rest()].
    private volatile boolean wanted;

    /// @param props empty when the version has no schema
    /// @param struct of whole objects
    /// @param rules its rules; compiled when the first object is checked
    record Unfolded(JSONSchemaProps props, Schema.Struct struct, ObjectRules.Checker rules) {}

    private DefinedSchema(byte[] folded, boolean empty, CelFigures figures) {
        this.figures = figures;
        this.folded = folded;
        this.empty = empty;
    }

    static DefinedSchema of(CustomResourceDefinitionVersion version, CelFigures figures) {
        var validation = version.schema();
        var props = validation == null ? null : validation.openApiv3Schema();
        return props == null
                ? new DefinedSchema(new byte[0], true, figures)
                : new DefinedSchema(
                        deflated(Json.write(props, JSONSchemaProps.CODEC)), false, figures);
    }

    Unfolded unfolded() {
        if (!wanted) {
            wanted = true;
        }
        var known = unfolded;
        if (known == null) {
            known = unfold();
            unfolded = known;
        }
        return known;
    }

    private Unfolded unfold() {
        var json = empty ? ANYTHING : (JsonObject) Json.parse(inflated());
        var struct = CustomSchemas.root(json);
        var props = empty ? JSONSchemaProps.EMPTY : Json.read(json, JSONSchemaProps.CODEC);
        return new Unfolded(props, struct, ObjectRules.of(struct, figures));
    }

    /// The schema under its OpenAPI name, for whoever keeps it: it holds nothing unfolded.
    Schema.Struct named(String name) {
        return Schema.Struct.asking(name, () -> unfolded().struct().body());
    }

    /// Folds it, unless it was needed since this was last called.
    void rest() {
        if (wanted) {
            wanted = false;
        } else {
            unfolded = null;
        }
    }

    private static byte[] deflated(byte[] json) {
        var bytes = new ByteArrayOutputStream(json.length / 4);
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] inflated() {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(folded))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
