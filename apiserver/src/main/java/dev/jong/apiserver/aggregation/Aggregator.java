package dev.jong.apiserver.aggregation;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apiregistration.v1.ServiceReference;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.discovery.Priority;
import dev.jong.apiserver.discovery.RemoteVersion;
import dev.jong.apiserver.openapi.RemoteApi;
import dev.jong.apiserver.registry.Followed;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.service.ServiceEndpoints;
import dev.jong.foundation.Backoff;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.MonotonicClock;
import dev.jong.foundation.WorkQueue;
import dev.jong.foundation.WorkQueueMetrics;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the APIServices: looks whether what they name can be reached, says so in their status,
/// and knows the way there.
public final class Aggregator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Aggregator.class);

    /// Stands for the registration of what is served here.
    private static final String REGISTRATION = "";

    private static final int WORKERS = 2;
    private static final int ATTEMPTS = 5;
    private static final Duration RECHECK = Duration.ofSeconds(30);
    private static final Backoff UNAVAILABLE =
            Backoff.doubling(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final Registry registry;
    private final InstantSource clock;
    private final Optional<FrontProxy> proxy;
    private final ServiceEndpoints endpoints;
    private final Verbs<APIService> verbs;
    private final Followed<APIService> services;
    private final Followed<CustomResourceDefinition> definitions;
    private final WorkQueue<String> queue;
    private final AggregatorFigures figures;
    private final RemoteDiscovery discovery = new RemoteDiscovery();
    private final RemoteOpenApi openApi = new RemoteOpenApi();

    /// By the APIService's name. Replaced as a whole under `this`.
    private volatile Map<String, Remote> remotes = Map.of();

    /// Replaced as a whole under `this`.
    private volatile List<RemoteVersion> versions = List.of();

    /// Replaced as a whole under `this`.
    private volatile List<RemoteApi> apis = List.of();

    /// Replaced as a whole under `this`: `group/version` → who serves it instead of us.
    private volatile Map<String, Route> routes = Map.of();

    private @Nullable Registration registration;

    /// @param service as it was when `server` was made from it
    /// @param document what discovery tells, null before the first look
    /// @param api what it describes, null before it could be asked
    private record Remote(
            APIService service,
            RemoteServer server,
            @Nullable RemoteVersion document,
            @Nullable RemoteApi api) {}

    /// @param proxy who we are to other servers, and what clients name users with
    public Aggregator(
            Registry registry,
            InstantSource clock,
            RandomGenerator random,
            Metrics metrics,
            Optional<FrontProxy> proxy) {
        this.registry = registry;
        this.clock = clock;
        this.proxy = proxy;
        this.endpoints = new ServiceEndpoints(registry, random);
        this.verbs = registry.of(APIService.KIND);
        var queueClock = new MonotonicClock();
        this.queue =
                new WorkQueue<>(
                        queueClock,
                        UNAVAILABLE,
                        WorkQueueMetrics.in(metrics, "AvailableConditionController", queueClock));

        this.services = new Followed<>(verbs, this::servicesChanged);
        this.figures = new AggregatorFigures(metrics, services::objects);
        this.definitions =
                new Followed<>(
                        registry.of(CustomResourceDefinition.KIND),
                        Registration::readPart,
                        () -> queue.add(REGISTRATION));
    }

    /// Begins to register what `routes` serves, and to follow.
    public void start(ResourceRoutes routes) {
        registration = new Registration(routes, definitions);
        services.start();
        definitions.start();
        for (int i = 0; i < WORKERS; i++) {
            var _ = Thread.ofVirtual().name("aggregator-" + i).start(this::work);
        }
    }

    /// What other servers serve: another list when that changes.
    public List<RemoteVersion> versions() {
        return versions;
    }

    /// What other servers describe: another list when that changes.
    public List<RemoteApi> apis() {
        return apis;
    }

    /// Passes requests for what other servers serve on to them, and the rest to `local`.
    ///
    /// @param unavailable is told of requests that nobody could answer
    /// @param refusesRedirects whether clients are not told that a server wants them elsewhere
    public RequestHandler around(
            RequestHandler local,
            BiConsumer<HttpExchange, RequestInfo> unavailable,
            boolean refusesRedirects) {
        var fields = proxy.map(FrontProxy::fields).orElse(FrontProxy.Fields.STANDARD);
        return new AggregatedRoutes(() -> routes, local, unavailable, refusesRedirects, fields);
    }

    private void servicesChanged() {
        var names = new HashSet<>(remotes.keySet());
        services.objects()
                .forEach((name, service) -> {
                    if (service.spec().service() != null || !Availability.isAvailable(service)) {
                        names.add(name);
                    }
                });
        setRoutes();
        names.forEach(queue::add);
        queue.add(REGISTRATION);
    }

    private void work() {
        try {
            for (var key = queue.take(); key.isPresent(); key = queue.take()) {
                settle(key.get());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(String key) {
        try {
            if (key.equals(REGISTRATION)) {
                register();
                queue.forget(key);
            } else if (check(key)) {
                queue.forget(key);
            } else {
                queue.retry(key);
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("apiService", key).log("Could not look after it");
            queue.retry(key);
        } finally {
            queue.done(key);
        }
    }

    private void register() {
        var current = registration;
        if (current != null && definitions.listed() && services.listed()) {
            current.settle();
        }
    }

    /// False when it is to be looked at again soon.
    private boolean check(String name) {
        var service = services.objects().get(name);
        if (service == null) {
            forget(name);
            return true;
        }
        if (service.spec().service() == null) {
            forget(name);
            tell(service, Availability.LOCAL);
            return true;
        }
        var remote = remote(service);
        var availability = availability(service, remote.server);
        tell(service, availability);
        learn(service, remote, availability.available());
        if (availability.available()) {
            queue.addAfter(name, RECHECK);
        }
        return availability.available();
    }

    private Availability availability(APIService service, RemoteServer server) {
        var to = requireNonNullElse(service.spec().service(), ServiceReference.EMPTY);
        var namespace = requireNonNullElse(to.namespace(), "");
        var name = requireNonNullElse(to.name(), "");
        var availability =
                Availability.of(to, service(namespace, name), endpoints.slices(namespace, name));
        if (!availability.available()) {
            return availability;
        }
        var path = path(service);
        var trouble = server.trouble(path);
        for (int i = 1; i < ATTEMPTS && trouble.isPresent(); i++) {
            trouble = server.trouble(path);
        }
        return trouble.map(Availability::failedDiscovery).orElse(Availability.PASSED);
    }

    private Optional<Service> service(String namespace, String name) {
        try {
            return Optional.of(registry.of(Service.KIND).get(namespace, name, "0").object());
        } catch (ApiException.NotFound _) {
            return Optional.empty();
        }
    }

    private static String path(APIService service) {
        var spec = service.spec();
        return RemoteDiscovery.path(
                requireNonNullElse(spec.group(), ""), requireNonNullElse(spec.version(), ""));
    }

    private void tell(APIService service, Availability availability) {
        var now = clock.instant();
        if (availability.in(service, now).equals(service)) {
            return;
        }
        figures.told(service.name(), availability);
        try {
            verbs.change(
                    "",
                    service.name(),
                    "status",
                    stored -> availability.in(stored, now),
                    WriteOptions.by("kube-apiserver"));
        } catch (ApiException.NotFound | ApiException.Conflict _) {
            // a newer version comes
        }
    }

    /// The server of an APIService, made anew when the specification changed.
    private synchronized Remote remote(APIService service) {
        var known = remotes.get(service.name());
        if (known != null && known.service.spec().equals(service.spec())) {
            return known;
        }
        var made =
                new Remote(
                        service,
                        new RemoteServer(service, proxy.map(FrontProxy::client), endpoints),
                        null,
                        null);
        put(service.name(), made);
        return made;
    }

    private void learn(APIService service, Remote remote, boolean reachable) {
        var spec = service.spec();
        var group = requireNonNullElse(spec.group(), "");
        var version = requireNonNullElse(spec.version(), "");
        var document =
                new RemoteVersion(
                        group,
                        version,
                        new Priority(spec.groupPriorityMinimum(), spec.versionPriority()),
                        discovery.document(remote.server, group, version, reachable));
        var api = reachable ? openApi.of(remote.server, group, version) : remote.api;
        put(service.name(), new Remote(service, remote.server, document, api));
    }

    private synchronized void put(String name, Remote remote) {
        var changed = new HashMap<>(remotes);
        changed.put(name, remote);
        publish(changed);
    }

    private synchronized void forget(String name) {
        if (remotes.containsKey(name)) {
            var changed = new HashMap<>(remotes);
            changed.remove(name);
            publish(changed);
        }
    }

    /// Only under `this`.
    private void publish(Map<String, Remote> changed) {
        remotes = Map.copyOf(changed);
        var told = new ArrayList<RemoteVersion>();
        changed.forEach((_, remote) -> {
            if (remote.document != null) {
                told.add(remote.document);
            }
        });
        told.sort(Comparator.comparing(RemoteVersion::group).thenComparing(RemoteVersion::version));
        if (!told.equals(versions)) {
            versions = List.copyOf(told);
        }
        var described =
                changed.values().stream()
                        .map(Remote::api)
                        .filter(Objects::nonNull)
                        .sorted(
                                Comparator.comparing(RemoteApi::group)
                                        .thenComparing(RemoteApi::version))
                        .toList();
        if (!described.equals(apis)) {
            apis = described;
        }
        setRoutes();
    }

    /// A server is asked as soon as its APIService says that it is available.
    private synchronized void setRoutes() {
        var all = new HashMap<String, Route>();
        services.objects()
                .forEach((name, service) -> {
                    if (service.spec().service() != null) {
                        var known = remotes.get(name);
                        var server = known == null ? null : known.server;
                        var open = server != null && Availability.isAvailable(service);
                        all.put(groupVersion(service), new Route(server, open));
                    }
                });
        routes = Map.copyOf(all);
    }

    private static String groupVersion(APIService service) {
        return requireNonNullElse(service.spec().group(), "") + "/" + service.spec().version();
    }

    @Override
    public void close() {
        services.close();
        definitions.close();
        queue.close();
    }
}
