package dev.jong.apiserver.custom.definition;

import dev.jong.api.GoText;
import dev.jong.api.apiextensions.v1.CustomResourceColumnDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.apiextensions.v1.CustomResourceSubresources;
import dev.jong.api.apiextensions.v1.CustomResourceValidation;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.apiextensions.v1.JSONSchemaPropsOrArray;
import dev.jong.api.apiextensions.v1.JSONSchemaPropsOrBool;
import dev.jong.api.apiextensions.v1.ValidationRule;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Parts of definitions as upstream's errors show them: its internal types, written by names of
/// their fields in Go.
final class InternalText {
    private InternalText() {}

    static FieldError.Written versions(List<CustomResourceDefinitionVersion> versions) {
        return new FieldError.Written(
                "["
                        + String.join(",", versions.stream().map(InternalText::version).toList())
                        + "]");
    }

    private static String version(CustomResourceDefinitionVersion version) {
        return object(
                "Name",
                text(version.name()),
                "Served",
                version.served(),
                "Storage",
                version.storage(),
                "Deprecated",
                version.deprecated(),
                "DeprecationWarning",
                version.deprecationWarning() == null ? null : text(version.deprecationWarning()),
                "Schema",
                validation(version.schema()),
                "Subresources",
                subresources(version.subresources()),
                "AdditionalPrinterColumns",
                list(version.additionalPrinterColumns(), InternalText::column),
                "SelectableFields",
                list(
                        version.selectableFields(),
                        field -> object("JSONPath", text(field.jsonPath()))));
    }

    private static @Nullable String validation(@Nullable CustomResourceValidation validation) {
        return validation == null
                ? null
                : object(
                        "OpenAPIV3Schema",
                        validation.openApiv3Schema() == null
                                ? null
                                : schema(validation.openApiv3Schema()).json());
    }

    private static @Nullable String subresources(
            @Nullable CustomResourceSubresources subresources) {
        if (subresources == null) {
            return null;
        }
        var scale = subresources.scale();
        return object(
                "Status",
                subresources.status() == null ? null : "{}",
                "Scale",
                scale == null
                        ? null
                        : object(
                                "SpecReplicasPath",
                                text(scale.specReplicasPath()),
                                "StatusReplicasPath",
                                text(scale.statusReplicasPath()),
                                "LabelSelectorPath",
                                scale.labelSelectorPath() == null
                                        ? null
                                        : text(scale.labelSelectorPath())));
    }

    private static String column(CustomResourceColumnDefinition column) {
        return object(
                "Name",
                text(column.name()),
                "Type",
                text(column.type()),
                "Format",
                text(column.format()),
                "Description",
                text(column.description()),
                "Priority",
                column.priority(),
                "JSONPath",
                text(column.jsonPath()));
    }

    static FieldError.Written schema(JSONSchemaProps schema) {
        return new FieldError.Written(
                object(
                        "ID", text(schema.id()),
                        "Schema", text(schema.schema()),
                        "Ref", schema.ref() == null ? null : text(schema.ref()),
                        "Description", text(schema.description()),
                        "Type", text(schema.type()),
                        "Nullable", schema.nullable(),
                        "Format", text(schema.format()),
                        "Title", text(schema.title()),
                        "Default", schema.default_(),
                        "Maximum", number(schema.maximum()),
                        "ExclusiveMaximum", schema.exclusiveMaximum(),
                        "Minimum", number(schema.minimum()),
                        "ExclusiveMinimum", schema.exclusiveMinimum(),
                        "MaxLength", schema.maxLength(),
                        "MinLength", schema.minLength(),
                        "Pattern", text(schema.pattern()),
                        "MaxItems", schema.maxItems(),
                        "MinItems", schema.minItems(),
                        "UniqueItems", schema.uniqueItems(),
                        "MultipleOf", number(schema.multipleOf()),
                        "Enum", list(schema.enum_(), JsonValue::toString),
                        "MaxProperties", schema.maxProperties(),
                        "MinProperties", schema.minProperties(),
                        "Required", list(schema.required(), InternalText::text),
                        "Items", items(schema.items()),
                        "AllOf", list(schema.allOf(), InternalText::nested),
                        "OneOf", list(schema.oneOf(), InternalText::nested),
                        "AnyOf", list(schema.anyOf(), InternalText::nested),
                        "Not", schema.not() == null ? null : nested(schema.not()),
                        "Properties", map(schema.properties()),
                        "AdditionalProperties", orBool(schema.additionalProperties()),
                        "PatternProperties", map(schema.patternProperties()),
                        "Dependencies", null,
                        "AdditionalItems", orBool(schema.additionalItems()),
                        "Definitions", map(schema.definitions()),
                        "ExternalDocs",
                                schema.externalDocs() == null
                                        ? null
                                        : object(
                                                "Description",
                                                text(schema.externalDocs().description()),
                                                "URL",
                                                text(schema.externalDocs().url())),
                        "Example", schema.example(),
                        "XPreserveUnknownFields", schema.xKubernetesPreserveUnknownFields(),
                        "XEmbeddedResource", schema.xKubernetesEmbeddedResource(),
                        "XIntOrString", schema.xKubernetesIntOrString(),
                        "XListMapKeys", list(schema.xKubernetesListMapKeys(), InternalText::text),
                        "XListType", optional(schema.xKubernetesListType()),
                        "XMapType", optional(schema.xKubernetesMapType()),
                        "XValidations", list(schema.xKubernetesValidations(), InternalText::rule)));
    }

    private static @Nullable String optional(@Nullable String text) {
        return text == null ? null : text(text);
    }

    private static String nested(JSONSchemaProps schema) {
        return schema(schema).json();
    }

    private static String rule(ValidationRule rule) {
        return object(
                "Rule", text(rule.rule()),
                "Message", text(rule.message()),
                "MessageExpression", text(rule.messageExpression()),
                "Reason", optional(rule.reason()),
                "FieldPath", text(rule.fieldPath()),
                "OptionalOldSelf", rule.optionalOldSelf());
    }

    private static @Nullable String items(@Nullable JSONSchemaPropsOrArray items) {
        return items == null
                ? null
                : object(
                        "Schema",
                        items.schema() == null ? null : nested(items.schema()),
                        "JSONSchemas",
                        list(items.jsonSchemas(), InternalText::nested));
    }

    private static @Nullable String orBool(@Nullable JSONSchemaPropsOrBool value) {
        return value == null
                ? null
                : object(
                        "Allows",
                        value.allows(),
                        "Schema",
                        value.schema() == null ? null : nested(value.schema()));
    }

    private static @Nullable String map(Map<String, JSONSchemaProps> schemas) {
        if (schemas.isEmpty()) {
            return null;
        }
        var out = new StringBuilder();
        new TreeMap<>(schemas)
                .forEach((name, schema) ->
                        out.append(out.isEmpty() ? "{" : ",")
                                .append(text(name))
                                .append(':')
                                .append(nested(schema)));
        return out.append('}').toString();
    }

    private static @Nullable Object number(@Nullable Double number) {
        return number == null
                ? null
                : number == Math.rint(number) && Math.abs(number) < 1e15
                        ? (Object) number.longValue()
                        : number;
    }

    private static <T> @Nullable String list(Collection<T> items, Function<T, String> written) {
        return items.isEmpty()
                ? null
                : "[" + String.join(",", items.stream().map(written).toList()) + "]";
    }

    private static String text(@Nullable String text) {
        return GoText.json(text == null ? "" : text);
    }

    /// @param parts names, each with its value as it is to stand there
    private static String object(@Nullable Object... parts) {
        var out = new StringBuilder("{");
        for (int i = 0; i < parts.length; i += 2) {
            out.append(i == 0 ? "\"" : ",\"").append(parts[i]).append("\":").append(parts[i + 1]);
        }
        return out.append('}').toString();
    }
}
