package dev.jong.apiserver;

import static dev.jong.foundation.Stability.ALPHA;
import static dev.jong.foundation.Stability.BETA;
import static dev.jong.foundation.Stability.STABLE;

import dev.jong.api.GroupResource;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.watch.Tally;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import dev.jong.store.Store;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What is stored and what its caches saw, told when it is asked for.
final class StorageFigures {
    private final Registry registry;

    private StorageFigures(Registry registry) {
        this.registry = registry;
    }

    static void tell(Metrics metrics, Registry registry, Store store) {
        new StorageFigures(registry).tell(metrics, store);
    }

    private void tell(Metrics metrics, Store store) {
        metrics.gauges(
                STABLE,
                "apiserver_storage_objects",
                "Objects that are stored, by resource.",
                sample -> counts().forEach((resource, count) -> sample.show(count, name(resource))),
                "resource");
        metrics.deprecate("apiserver_storage_objects", "1.34.0");
        metrics.gauges(
                ALPHA,
                "apiserver_resource_objects",
                "Objects that are stored, by group and resource.",
                sample ->
                        counts().forEach((resource, count) ->
                                sample.show(count, resource.group(), resource.resource())),
                "group",
                "resource");
        metrics.gauges(
                ALPHA,
                "apiserver_resource_size_estimate_bytes",
                "Bytes that the objects of a resource take, about.",
                sample ->
                        registry.all().stream()
                                .collect(
                                        Collectors.toMap(
                                                StorageFigures::resource,
                                                verbs ->
                                                        (double) verbs.count() * verbs.bytesOfOne(),
                                                Math::max))
                                .forEach(show(sample)),
                "group",
                "resource");
        metrics.gauges(
                STABLE,
                "apiserver_storage_size_bytes",
                "Bytes that the store takes where it is kept.",
                sample -> sample.show((double) store.bytes(), "etcd-0"),
                "storage_cluster_id");
        tellLists(metrics);
        tell(
                metrics,
                BETA,
                "apiserver_storage_events_received_total",
                "Changes that the store told of, by resource.",
                tally -> (double) tally.changes());
        tell(
                metrics,
                ALPHA,
                "apiserver_watch_cache_events_received_total",
                "Changes that the cache of a resource took in.",
                tally -> (double) tally.changes());
        tell(
                metrics,
                ALPHA,
                "apiserver_watch_cache_initializations_total",
                "How often the cache of a resource was filled from the store.",
                tally -> (double) tally.fillings());
        metrics.gauges(
                ALPHA,
                "apiserver_watch_cache_resource_version",
                "The version up to which the cache of a resource knows everything.",
                sample -> tallies(tally -> (double) tally.revision()).forEach(show(sample)),
                "group",
                "resource");
        metrics.gauges(
                ALPHA,
                "watch_cache_capacity",
                "How many changes the cache of a resource keeps at most.",
                sample -> tallies(Tally::capacity).forEach(show(sample)),
                "group",
                "resource");
    }

    /// Lists are served from memory, those of the past too.
    private void tellLists(Metrics metrics) {
        metrics.counters(
                ALPHA,
                "apiserver_cache_list_total",
                "Lists that were served.",
                indexed(Tally::lists),
                "group",
                "index",
                "resource");
        metrics.counters(
                ALPHA,
                "apiserver_cache_list_fetched_objects_total",
                "Objects that were looked at for lists.",
                indexed(Tally::fetched),
                "group",
                "index",
                "resource");
        tell(
                metrics,
                ALPHA,
                "apiserver_cache_list_returned_objects_total",
                "Objects that lists showed.",
                tally -> (double) tally.returned());
    }

    /// With an empty label for an index, of which there is none.
    private Consumer<Metrics.Sample> indexed(ToDoubleFunction<Tally> value) {
        return sample ->
                tallies(value)
                        .forEach((resource, count) ->
                                sample.show(count, resource.group(), "", resource.resource()));
    }

    private void tell(
            Metrics metrics,
            Stability stability,
            String name,
            String help,
            ToDoubleFunction<Tally> value) {
        metrics.counters(
                stability,
                name,
                help,
                sample -> tallies(value).forEach(show(sample)),
                "group",
                "resource");
    }

    private static BiConsumer<GroupResource, Double> show(Metrics.Sample sample) {
        return (resource, value) -> sample.show(value, resource.group(), resource.resource());
    }

    private Map<GroupResource, Integer> counts() {
        return registry.all().stream()
                .collect(Collectors.toMap(StorageFigures::resource, Verbs::count, Math::max));
    }

    private Map<GroupResource, Double> tallies(ToDoubleFunction<Tally> value) {
        return registry.all().stream()
                .filter(verbs -> verbs.tally().isPresent())
                .collect(
                        Collectors.toMap(
                                StorageFigures::resource,
                                verbs -> value.applyAsDouble(verbs.tally().orElseThrow()),
                                Math::max));
    }

    private static GroupResource resource(Verbs<?> verbs) {
        var kind = verbs.resource().kind();
        return new GroupResource(kind.group(), kind.plural());
    }

    private static String name(GroupResource resource) {
        return resource.group().isEmpty()
                ? resource.resource()
                : resource.resource() + "." + resource.group();
    }
}
