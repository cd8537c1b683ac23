package dev.jong.apiserver.custom;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceColumnDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.apiextensions.v1.CustomResourceSubresourceScale;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.autoscaling.v1.ScaleSpec;
import dev.jong.api.autoscaling.v1.ScaleStatus;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.table.Ages;
import dev.jong.apiserver.table.Columns;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The resource that one version of a definition describes.
final class CustomResource {
    private CustomResource() {}

    /// The kind alone, to tell versions apart.
    static Kind<Unstructured> kind(
            CustomResourceDefinition definition,
            CustomResourceDefinitionVersion version,
            DefinedSchema schema) {
        var names = definition.spec().names();
        return Unstructured.kind(
                definition.spec().group(),
                version.name(),
                names.kind(),
                new Unstructured.Names(names.plural(), names.shortNames(), names.categories()),
                definition.spec().scope().equals("Namespaced"),
                schema.named(openApiName(definition, version)));
    }

    /// @param schema of that version: the resource holds nothing else of it
    static Resource<Unstructured> of(
            CustomResourceDefinition definition,
            CustomResourceDefinitionVersion version,
            DefinedSchema schema) {
        var names = definition.spec().names();
        var kind = kind(definition, version, schema);
        var checks = ObjectChecks.of(version, schema);
        var builder =
                Resource.of(kind)
                        .storedAt(definition.spec().group() + "/" + names.plural())
                        .conditionalUpdatesOnly()
                        .counted()
                        .defaults(object ->
                                object.withBody(
                                        Defaulting.apply(
                                                object.body(), schema.unfolded().struct())))
                        .appliedDefaults(object ->
                                object.withBody(
                                        Defaulting.applyKeepingNulls(
                                                object.body(), schema.unfolded().struct())))
                        .validate(checks::checkNew)
                        .validateUpdate(checks::checkUpdate)
                        .ratchets()
                        .columns(columns(version));
        var subresources = version.subresources();
        if (subresources != null && subresources.status() != null) {
            builder.beforeCreate(object -> object.withBody(object.body().without("status")));
            builder.status(CustomResource::takeStatus, checks::checkStatus);
            builder.keepsMetadata();
        }
        if (subresources != null && subresources.scale() != null) {
            var scale = subresources.scale();
            builder.scale(
                    object -> readScale(object, scale),
                    (object, asked) ->
                            object.withBody(
                                    JsonPath.parse(scale.specReplicasPath())
                                            .put(
                                                    object.body(),
                                                    new JsonInteger(asked.spec().replicas()))));
        }
        for (var field : version.selectableFields()) {
            var path = JsonPath.parse(field.jsonPath());
            var name =
                    field.jsonPath().startsWith(".")
                            ? field.jsonPath().substring(1)
                            : field.jsonPath();
            builder.field(name, object -> JsonPath.text(path.first(object.body())));
        }
        builder.warnings(FinalizerWarnings::of);
        if (version.deprecated()) {
            builder.deprecated(warning(kind, version));
        }
        return builder.build();
    }

    private static String warning(Kind<?> kind, CustomResourceDefinitionVersion version) {
        return version.deprecationWarning() == null
                ? kind.apiVersion() + " " + kind.name() + " is deprecated"
                : version.deprecationWarning();
    }

    /// The group's labels from the last to the first, then version and kind:
    /// `com.example.v1.Thing`.
    private static String openApiName(
            CustomResourceDefinition definition, CustomResourceDefinitionVersion version) {
        var labels = List.of(definition.spec().group().split("\\.", -1)).reversed();
        return String.join(".", labels)
                + "."
                + version.name()
                + "."
                + definition.spec().names().kind();
    }

    private static Unstructured takeStatus(Unstructured from, Unstructured into) {
        var status = from.body().get("status");
        return into.withBody(
                status == null
                        ? into.body().without("status")
                        : into.body().with("status", status));
    }

    private static Scale readScale(Unstructured object, CustomResourceSubresourceScale paths) {
        var selector = paths.labelSelectorPath();
        var selected =
                selector == null
                        ? ""
                        : JsonPath.text(JsonPath.parse(selector).first(object.body()));
        return Scale.EMPTY
                .withSpec(new ScaleSpec(number(object, paths.specReplicasPath())))
                .withStatus(
                        new ScaleStatus(
                                number(object, paths.statusReplicasPath()),
                                selected.isEmpty() ? null : selected));
    }

    private static int number(Unstructured object, String path) {
        return JsonPath.parse(path).first(object.body()) instanceof JsonInteger(var value)
                ? (int) value
                : 0;
    }

    private static List<Column<Unstructured>> columns(CustomResourceDefinitionVersion version) {
        var all = new ArrayList<Column<Unstructured>>();
        all.add(Columns.name());
        if (version.additionalPrinterColumns().isEmpty()) {
            all.add(Columns.<Unstructured>age().ofType("date"));
        }
        version.additionalPrinterColumns().forEach(column -> all.add(column(column)));
        return List.copyOf(all);
    }

    private static Column<Unstructured> column(CustomResourceColumnDefinition column) {
        var path = JsonPath.parse(column.jsonPath());
        var date = column.type().equals("date");
        return new Column<>(
                column.name(),
                column.type(),
                column.format() == null ? "" : column.format(),
                column.description() == null
                        ? "Custom resource definition column (in JSONPath format): "
                                + column.jsonPath()
                        : column.description(),
                column.priority(),
                (object, now) -> {
                    var value = path.first(whole(object));
                    return date ? age(value, now) : cell(value, column.type());
                });
    }

    static JsonValue whole(Unstructured object) {
        return Json.tree(object, object.kind().codec());
    }

    private static @Nullable Object age(@Nullable JsonValue value, Instant now) {
        if (!(value instanceof JsonText(var text))) {
            return value == null ? null : "<invalid>";
        }
        try {
            return Ages.since(Instant.parse(text), now);
        } catch (DateTimeParseException _) {
            return "<invalid>";
        }
    }

    /// Null for what is not of the column's type; every value can be text.
    private static @Nullable Object cell(@Nullable JsonValue value, String type) {
        return switch (type) {
            case "integer" ->
                    switch (value) {
                        case JsonInteger(var number) -> number;
                        case JsonDecimal(var number) -> (long) number;
                        case null, default -> null;
                    };
            case "number" ->
                    switch (value) {
                        case JsonInteger(var number) -> number;
                        case JsonDecimal(var number) -> number;
                        case null, default -> null;
                    };
            case "boolean" -> value instanceof JsonBoolean(var truth) ? truth : null;
            default -> value == null ? null : JsonPath.text(value);
        };
    }
}
