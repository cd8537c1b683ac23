package dev.jong.apiserver;

import dev.jong.api.GroupResource;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.foundation.Metrics;
import java.util.stream.Collectors;

/// What is stored, told when it is asked for.
final class StorageFigures {
    private StorageFigures() {}

    static void tell(Metrics metrics, Registry registry) {
        metrics.gauges(
                "apiserver_storage_objects",
                "[STABLE] Number of stored objects at the time of last check split by kind. In"
                        + " case of a fetching error, the value will be -1.",
                sample ->
                        registry.all().stream()
                                .collect(
                                        Collectors.toMap(
                                                verbs ->
                                                        resource(
                                                                verbs.resource().kind().plural(),
                                                                verbs.resource().kind().group()),
                                                Verbs::count,
                                                Math::max))
                                .forEach((resource, count) -> sample.show(count, resource)),
                "resource");
        metrics.gauges(
                "apiserver_resource_objects",
                "[ALPHA] Number of stored objects at the time of last check split by kind. In case"
                        + " of a fetching error, the value will be -1.",
                sample ->
                        registry.all().stream()
                                .collect(
                                        Collectors.toMap(
                                                verbs ->
                                                        new GroupResource(
                                                                verbs.resource().kind().group(),
                                                                verbs.resource().kind().plural()),
                                                Verbs::count,
                                                Math::max))
                                .forEach((resource, count) ->
                                        sample.show(count, resource.group(), resource.resource())),
                "group",
                "resource");
    }

    private static String resource(String plural, String group) {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
