package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.CustomResourceColumnDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.apiextensions.v1.CustomResourceSubresources;
import dev.jong.api.apiextensions.v1.CustomResourceValidation;
import dev.jong.api.apiextensions.v1.SelectableField;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A spec in which what all versions agree on stands once, and no longer in the versions.
record SpecForm(
        @Nullable CustomResourceValidation validation,
        @Nullable CustomResourceSubresources subresources,
        List<CustomResourceColumnDefinition> columns,
        List<SelectableField> selectableFields,
        List<CustomResourceDefinitionVersion> versions) {
    SpecForm {
        columns = List.copyOf(columns);
        selectableFields = List.copyOf(selectableFields);
        versions = List.copyOf(versions);
    }

    static SpecForm of(CustomResourceDefinitionSpec spec) {
        var versions = spec.versions();
        if (versions.isEmpty()) {
            return new SpecForm(null, null, List.of(), List.of(), versions);
        }
        var first = versions.getFirst();
        boolean schemas = agree(versions, CustomResourceDefinitionVersion::schema);
        boolean subresources = agree(versions, CustomResourceDefinitionVersion::subresources);
        boolean columns =
                agree(versions, CustomResourceDefinitionVersion::additionalPrinterColumns);
        boolean fields = agree(versions, CustomResourceDefinitionVersion::selectableFields);
        return new SpecForm(
                schemas ? first.schema() : null,
                subresources ? first.subresources() : null,
                columns ? first.additionalPrinterColumns() : List.of(),
                fields ? first.selectableFields() : List.of(),
                versions.stream()
                        .map(version ->
                                version.toBuilder()
                                        .schema(schemas ? null : version.schema())
                                        .subresources(subresources ? null : version.subresources())
                                        .additionalPrinterColumns(
                                                columns
                                                        ? List.of()
                                                        : version.additionalPrinterColumns())
                                        .selectableFields(
                                                fields ? List.of() : version.selectableFields())
                                        .build())
                        .toList());
    }

    private static boolean agree(
            List<CustomResourceDefinitionVersion> versions,
            Function<CustomResourceDefinitionVersion, @Nullable Object> part) {
        var first = part.apply(versions.getFirst());
        return versions.stream().allMatch(version -> Objects.equals(part.apply(version), first));
    }

    /// Whether objects of a version have a status of their own.
    boolean hasStatus(CustomResourceDefinitionVersion version) {
        var own = versions.stream().anyMatch(other -> other.subresources() != null);
        var subresources = own ? version.subresources() : this.subresources;
        return subresources != null && subresources.status() != null;
    }

    boolean anyHasStatus() {
        return subresources != null && subresources.status() != null
                || versions.stream()
                        .anyMatch(version ->
                                version.subresources() != null
                                        && version.subresources().status() != null);
    }
}
