package dev.jong.apiserver.route;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.wire.Answers;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// From a request for a resource to the verb that answers it.
public final class ResourceRoutes implements RequestHandler {
    /// What is told to everyone who asks for a resource.
    private static final Map<String, String> DEPRECATED =
            Map.of(
                    "endpoints",
                    "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
                    "componentstatuses",
                    "v1 ComponentStatus is deprecated in v1.19+");

    private final Registry registry;
    private final Map<String, RequestHandler> actions = new ConcurrentHashMap<>();
    private final Map<String, Virtual> virtuals = new ConcurrentHashMap<>();
    private final Reads reads;
    private final OpenWatches openWatches = new OpenWatches();
    private final Watches watches;
    private final Writes writes;
    private final Scales scales;
    private final boolean cbor;

    /// A resource that is not stored: reviews are answered, not kept.
    ///
    /// @param verbs as discovery says
    public record Virtual(Kind<?> kind, Set<String> verbs, RequestHandler handler) {}

    /// @param shortestWatch how long watches take at least whose clients say nothing
    /// @param cbor whether objects are served in CBOR too
    public ResourceRoutes(
            Registry registry,
            InstantSource clock,
            RandomGenerator random,
            Duration shortestWatch,
            boolean cbor,
            Metrics metrics) {
        this.registry = registry;
        this.cbor = cbor;
        reads = new Reads(clock);
        watches = new Watches(clock, random, shortestWatch, openWatches, new WatchFigures(metrics));
        writes = new Writes(clock);
        scales = new Scales(clock);
    }

    /// Answers a [Subresource.Action].
    ///
    /// @param path plural name and subresource: `pods/exec`
    public ResourceRoutes action(String path, RequestHandler handler) {
        actions.put(path, handler);
        return this;
    }

    public ResourceRoutes virtual(Kind<?> kind, Set<String> verbs, RequestHandler handler) {
        virtuals.put(
                key(kind.group(), kind.version(), kind.plural()),
                new Virtual(kind, verbs, handler));
        return this;
    }

    public Collection<Virtual> virtuals() {
        return List.copyOf(virtuals.values());
    }

    /// What clients watch here.
    public OpenWatches openWatches() {
        return openWatches;
    }

    /// Whether objects are served in CBOR too.
    public boolean cbor() {
        return cbor;
    }

    public Registry registry() {
        return registry;
    }

    /// Whether there is such a resource here, and a custom one where it is asked for.
    public boolean serves(RequestInfo info) {
        return registry.find(info.group(), info.version(), info.resource())
                        .map(verbs -> verbs.resource().kind())
                        .filter(kind ->
                                kind.type() != Unstructured.class
                                        || RequestForm.isPlaced(info, kind))
                        .isPresent()
                || virtuals.containsKey(key(info.group(), info.version(), info.resource()));
    }

    /// Whether a group has kinds of the server's own.
    public boolean isOwn(String group) {
        return Stream.concat(
                        registry.all().stream().map(verbs -> verbs.resource().kind()),
                        virtuals.values().stream().map(Virtual::kind))
                .anyMatch(kind -> kind.type() != Unstructured.class && kind.group().equals(group));
    }

    @Override
    public void handle(HttpExchange exchange, RequestInfo info) {
        var handler = handler(info);
        if (!cbor) {
            handler.handle(exchange, info);
            return;
        }
        // only here are errors told in CBOR, not where there is no such resource or none may see it
        RequestContext.current()
                .offeringCbor()
                .run(() -> {
                    try {
                        handler.handle(exchange, info);
                    } catch (ApiException e) {
                        if (Refusals.isOfRoute(e)) {
                            throw e;
                        }
                        Answers.refuse(exchange, e);
                    }
                });
    }

    private RequestHandler handler(RequestInfo info) {
        var verbs = registry.find(info.group(), info.version(), info.resource());
        if (verbs.isPresent()) {
            return (exchange, asked) -> handle(exchange, asked, verbs.get());
        }
        var virtual = virtuals.get(key(info.group(), info.version(), info.resource()));
        if (virtual == null) {
            throw ApiException.resourceNotFound();
        }
        return (exchange, asked) -> handle(exchange, asked, virtual);
    }

    private static void handle(HttpExchange exchange, RequestInfo info, Virtual virtual) {
        if (RequestForm.isOldWatch(info)) {
            throw ApiException.resourceNotFound();
        }
        if (!virtual.verbs.contains(info.verb())) {
            throw Refusals.methodNotAllowed();
        }
        OptionRules.write(exchange);
        virtual.handler.handle(exchange, info);
    }

    private <T extends KubernetesObject> void handle(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var resource = verbs.resource();
        if (!resource.deprecation().isEmpty()) {
            RequestContext.current().warnings().add(resource.deprecation());
        }
        RequestForm.demand(exchange, info, resource);
        if (!RequestForm.isPlaced(info, resource.kind())) {
            // Across namespaces things are only listed: nobody deletes all of a kind at once.
            boolean listed =
                    resource.kind().namespaced()
                            && info.name().isEmpty()
                            && resource.verbs().contains("list");
            throw listed ? Refusals.methodNotAllowed() : ApiException.resourceNotFound();
        }
        if (!info.subresource().isEmpty()) {
            var subresource = resource.subresources().get(info.subresource());
            handlePart(exchange, info, verbs, Objects.requireNonNull(subresource));
            return;
        }
        if (!resource.verbs().contains(info.verb()) && !info.verb().equals("watch")) {
            throw Refusals.methodNotAllowed();
        }
        var deprecated = DEPRECATED.get(resource.qualifiedName());
        if (deprecated != null) {
            RequestContext.current().warnings().add(deprecated);
        }
        switch (info.verb()) {
            case "get" -> {
                if (info.query().isTrue("history")) {
                    reads.history(exchange, info, verbs);
                } else {
                    reads.get(exchange, info, verbs);
                }
            }
            case "list" -> reads.list(exchange, info, verbs);
            case "watch" -> watches.watch(exchange, info, verbs);
            case "create" -> writes.create(exchange, info, verbs);
            case "update" -> writes.update(exchange, info, verbs);
            case "patch" -> writes.patch(exchange, info, verbs);
            case "delete" -> writes.delete(exchange, info, verbs);
            case "deletecollection" -> writes.deleteCollection(exchange, info, verbs);
            default -> throw Refusals.methodNotAllowed();
        }
    }

    private <T extends KubernetesObject> void handlePart(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs, Subresource<T> subresource) {
        switch (subresource) {
            case Subresource.Part<T> part -> {
                switch (info.verb()) {
                    case "get" -> {
                        if (!part.readable()) {
                            throw Refusals.methodNotAllowed();
                        }
                        reads.get(exchange, info, verbs);
                    }
                    case "update" -> writes.update(exchange, info, verbs);
                    case "patch" -> writes.patch(exchange, info, verbs);
                    default -> throw Refusals.methodNotAllowed();
                }
            }
            case Subresource.Scaling<T> scaling -> scales.handle(exchange, info, verbs, scaling);
            case Subresource.Action<T> action -> {
                if (!action.name().equals("proxy") && !action.verbs().contains(info.verb())) {
                    throw Refusals.methodNotAllowed();
                }
                Connects.admit(registry, verbs.resource().kind(), info);
                var handler = actions.get(info.resource() + "/" + info.subresource());
                if (handler == null) {
                    throw ApiException.resourceNotFound();
                }
                handler.handle(exchange, info);
            }
        }
    }

    private static String key(String group, String version, String plural) {
        return group + "/" + version + "/" + plural;
    }
}
