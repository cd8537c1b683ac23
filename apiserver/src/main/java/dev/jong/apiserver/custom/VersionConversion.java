package dev.jong.apiserver.custom;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.apiserver.webhook.HookClient;
import java.util.List;

/// Turns objects of a definition into another of its versions (`spec.conversion`).
@FunctionalInterface
interface VersionConversion {
    /// Changes nothing but what the objects say they are.
    VersionConversion NONE =
            (objects, to) ->
                    objects.stream()
                            .map(object -> new Unstructured(to, object.metadata(), object.body()))
                            .toList();

    /// @throws dev.jong.api.errors.ApiException when that is not possible
    List<Unstructured> convert(List<Unstructured> objects, Kind<Unstructured> to);

    static VersionConversion of(
            CustomResourceDefinition definition, HookClient client, ConversionFigures figures) {
        var conversion = definition.spec().conversion();
        var webhook = conversion == null ? null : conversion.webhook();
        return webhook == null || webhook.clientConfig() == null
                ? NONE
                : new HookConversion(client, webhook, definition.name(), figures)::convert;
    }
}
