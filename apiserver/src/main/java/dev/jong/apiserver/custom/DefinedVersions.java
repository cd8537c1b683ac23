package dev.jong.apiserver.custom;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.cel.CelFigures;
import dev.jong.apiserver.registry.Conversion;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.webhook.HookClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes the resources of a definition's versions, which convert to and from the one that is
/// stored, and has the registry serve them.
final class DefinedVersions {
    private final Registry registry;
    private final HookClient hooks;
    private final ConversionFigures conversions;
    private final CelFigures rules;

    DefinedVersions(
            Registry registry, HookClient hooks, ConversionFigures conversions, CelFigures rules) {
        this.registry = registry;
        this.hooks = hooks;
        this.conversions = conversions;
        this.rules = rules;
    }

    /// Has the registry serve what a definition defines.
    ///
    /// @param definition with the names that it got
    Served add(CustomResourceDefinition definition, Served.Mark mark) {
        var all = new ArrayList<Verbs<Unstructured>>();
        var storage =
                definition.spec().versions().stream()
                        .filter(CustomResourceDefinitionVersion::storage)
                        .findFirst()
                        .orElse(definition.spec().versions().getFirst());
        var conversion = VersionConversion.of(definition, hooks, conversions);
        var schemas = new HashMap<String, DefinedSchema>();
        var kinds = new HashMap<String, Kind<Unstructured>>();
        for (var version : definition.spec().versions()) {
            var schema = DefinedSchema.of(version, rules);
            schemas.put(version.name(), schema);
            var kind = CustomResource.kind(definition, version, schema);
            kinds.put(kind.apiVersion(), kind);
        }
        var plain = of(definition, storage, schemas);
        var stored =
                plain.toBuilder()
                        .readOther(tree -> readOther(tree, kinds, conversion, plain.kind()))
                        .otherVersion(
                                version -> spoken(kinds.get(version), conversion, plain.kind()))
                        .build();
        boolean shown = isServed(definition, storage);
        var verbs = shown ? registry.add(stored) : registry.hidden(stored);
        if (shown) {
            all.add(verbs);
        }
        for (var version : definition.spec().versions()) {
            if (isServed(definition, version) && !version.name().equals(storage.name())) {
                var resource = of(definition, version, schemas);
                all.add(
                        registry.addConverted(
                                resource,
                                verbs,
                                new Conversion<>(
                                        objects -> conversion.convert(objects, stored.kind()),
                                        objects ->
                                                conversion
                                                        .convert(objects, resource.kind())
                                                        .stream()
                                                        .map(resource.defaults())
                                                        .toList(),
                                        UnaryOperator.identity())));
            }
        }
        return new Served(mark, List.copyOf(schemas.values()), List.copyOf(all), verbs);
    }

    private static Resource<Unstructured> of(
            CustomResourceDefinition definition,
            CustomResourceDefinitionVersion version,
            Map<String, DefinedSchema> schemas) {
        return CustomResource.of(
                definition, version, Objects.requireNonNull(schemas.get(version.name())));
    }

    /// The server's own kinds come first: no definition adds to their versions.
    private boolean isServed(
            CustomResourceDefinition definition, CustomResourceDefinitionVersion version) {
        return version.served() && !registry.isOwn(definition.spec().group(), version.name());
    }

    private static WriteOptions.@Nullable Spoken spoken(
            @Nullable Kind<Unstructured> kind,
            VersionConversion conversion,
            Kind<Unstructured> stored) {
        return kind == null
                ? null
                : new WriteOptions.Spoken(
                        kind,
                        object -> converted(object, conversion, kind),
                        object -> converted(object, conversion, stored),
                        null);
    }

    private static KubernetesObject converted(
            KubernetesObject object, VersionConversion conversion, Kind<Unstructured> to) {
        return conversion.convert(List.of((Unstructured) object), to).getFirst();
    }

    /// An object that was stored in another version than now; one that the definition no longer
    /// knows is taken for what it is to be.
    private static Unstructured readOther(
            JsonObject tree,
            Map<String, Kind<Unstructured>> kinds,
            VersionConversion conversion,
            Kind<Unstructured> to) {
        var from = kinds.getOrDefault(Objects.requireNonNullElse(tree.text("apiVersion"), ""), to);
        return conversion.convert(List.of(Json.read(tree, from.codec())), to).getFirst();
    }
}
