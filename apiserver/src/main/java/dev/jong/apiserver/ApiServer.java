package dev.jong.apiserver;

import dev.jong.api.json.JsonObject;
import dev.jong.api.zpages.ZPages;
import dev.jong.apiserver.action.ActionRoutes;
import dev.jong.apiserver.action.PodBinding;
import dev.jong.apiserver.action.PodEviction;
import dev.jong.apiserver.aggregation.Aggregator;
import dev.jong.apiserver.audit.AuditSetup;
import dev.jong.apiserver.authentication.Authentication;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Decision;
import dev.jong.apiserver.bootstrap.KubernetesService;
import dev.jong.apiserver.bootstrap.ServingServers;
import dev.jong.apiserver.chain.Access;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.chain.AccessFigures;
import dev.jong.apiserver.chain.Cors;
import dev.jong.apiserver.chain.Deadlines;
import dev.jong.apiserver.chain.Farewell;
import dev.jong.apiserver.chain.Parting;
import dev.jong.apiserver.chain.StrictTransport;
import dev.jong.apiserver.config.ApiChoice;
import dev.jong.apiserver.config.FlagRules;
import dev.jong.apiserver.config.Reloading;
import dev.jong.apiserver.config.ServerIdentity;
import dev.jong.apiserver.custom.CustomResources;
import dev.jong.apiserver.discovery.DebugFlags;
import dev.jong.apiserver.discovery.Health;
import dev.jong.apiserver.discovery.MetricsPages;
import dev.jong.apiserver.discovery.Profiles;
import dev.jong.apiserver.discovery.ServerMetrics;
import dev.jong.apiserver.discovery.ZPageRoutes;
import dev.jong.apiserver.encryption.Encryption;
import dev.jong.apiserver.flowcontrol.DebugPages;
import dev.jong.apiserver.flowcontrol.Fairness;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestTimeout;
import dev.jong.apiserver.resources.BuiltIn;
import dev.jong.apiserver.resources.admissionregistration.PolicyStatusLoop;
import dev.jong.apiserver.resources.core.Components;
import dev.jong.apiserver.route.RequestMetrics;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.webhook.HookClient;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import dev.jong.http.HttpServer;
import dev.jong.store.Store;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// Serves the API on a store.
public final class ApiServer implements AutoCloseable {
    private final Parts parts;
    private final ApiServerConfig config;
    private final List<HttpServer> https;
    private final List<Runnable> closing;

    /// What callers in the same process use.
    private record Parts(
            Registry registry,
            PodBinding binding,
            Components components,
            Authorizer authorizer,
            Authentication authentication,
            Metrics metrics) {}

    /// @param https what listens, that of the API first
    /// @param closing what to close, in this order
    private ApiServer(
            Parts parts, ApiServerConfig config, List<HttpServer> https, List<Runnable> closing) {
        this.parts = parts;
        this.config = config;
        this.https = https;
        this.closing = closing;
    }

    /// Serves until closed. The store stays open.
    public static ApiServer start(ApiServerConfig chosen, Store store) {
        ApiChoice.check(chosen.flags(), BuiltIn.versions());
        FlagRules.check(chosen.flags());
        var cors = Cors.of(chosen.flags());
        var strict = StrictTransport.of(chosen.flags());
        var serving = ServingSetup.of(chosen);
        var config = serving.config();
        var figures = new Metrics();
        var reloading = new Reloading(figures, ServerIdentity.ofMachine(), config.clock());
        var storage = StorageSetup.of(config, store, reloading);
        var registry = storage.registry();
        ServerMetrics.tell(figures);
        StorageFigures.tell(figures, registry, store);
        var hooks = new HookClient(registry, config.random(), figures);
        var custom = CustomResources.start(registry, hooks, config.clock(), figures);
        var routes =
                new ResourceRoutes(
                        registry,
                        config.clock(),
                        config.random(),
                        Duration.ofSeconds(config.flags().number("min-request-timeout")),
                        ApiChoice.servesCbor(config.flags()),
                        figures);
        var binding = new PodBinding(registry, config.clock());
        new ActionRoutes(binding, new PodEviction(registry, config.clock())).addTo(routes);
        var address = new String[] {config.http().host() + ":" + config.http().port()};
        var aggregator =
                new Aggregator(
                        registry,
                        config.clock(),
                        config.random(),
                        figures,
                        config.access().flatMap(AccessConfig::frontProxy));
        var farewell =
                new Farewell(
                        config.flags().duration("shutdown-delay-duration"),
                        config.flags().isOn("shutdown-send-retry-after"),
                        config.flags().duration("shutdown-watch-termination-grace-period"),
                        routes.openWatches());
        var slis = new Metrics();
        var health =
                new Health(slis)
                        .check("ping", Optional::empty)
                        .check("log", Optional::empty)
                        .check("etcd", store::trouble)
                        .readyCheck("shutdown", farewell::trouble);
        storage.encryption()
                .filter(Encryption::hasServices)
                .ifPresent(encryption -> health.outsideCheck("kms-providers", encryption::trouble));
        var router = PathSetup.router(routes, aggregator, health, () -> address[0]);
        ZPageRoutes.addTo(router, zPages("kube-apiserver", config, config.flags().all()));
        var access =
                config.access()
                        .map(settings ->
                                Access.start(settings, config.flags(), registry, reloading));
        access.ifPresent(opened ->
                opened.addTo(routes, router, () -> "https://" + address[0], config.random()));
        AdmissionSetup.install(config, registry, hooks, access, figures);
        figures.gauge(
                Stability.ALPHA,
                "jong_store_read_only",
                "1 while the store takes no writes, because its disk is full or fails.",
                () -> store.trouble().isPresent() ? 1 : 0);
        var metrics = new RequestMetrics(figures, routes::serves);
        var auditing = AuditSetup.start(config.flags(), config.clock(), config.random(), figures);
        var timeout = new RequestTimeout(config.flags().duration("request-timeout"));
        var fairness =
                new Fairness(registry, config.clock(), figures, seats(config), timeout).start();
        new DebugPages(fairness, config.clock()).addTo(router);
        if (config.flags().isOn("profiling")) {
            Profiles.addTo(router);
            new DebugFlags(config.verbosity()).addTo(router);
        }
        if (config.flags().has("v")) {
            config.verbosity().accept(config.flags().number("v"));
        }
        MetricsPages.addTo(router, registry, figures, slis);
        var deadlines = new Deadlines(timeout).start();
        var measured =
                farewell.around(
                        deadlines.around(
                                aggregator.around(
                                        metrics.around(router),
                                        metrics::unavailable,
                                        config.flags()
                                                .isOn("aggregator-reject-forwarding-redirect"))));
        var chain =
                AuthenticationSetup.chain(
                        access,
                        fairness,
                        auditing,
                        new AccessFigures(figures, config.clock()),
                        measured);
        var framed = strict.around(cors.around(chain));
        var parting = new Parting(config.flags().decimal("goaway-chance"), config.random());
        var http = HttpServer.start(config.http(), parting.around(framed));
        figures.counter(
                Stability.ALPHA,
                "apiserver_tls_handshake_errors_total",
                "Connections that ended before TLS was agreed on.",
                http::failedHandshakes);
        var https = new CopyOnWriteArrayList<>(List.of(http));
        serving.follow(() -> https, registry);
        var servers = publish(config, store, registry, http);
        address[0] = address(config, http);
        aggregator.start(routes);
        var policies = PolicyStatusLoop.start(registry);
        return new ApiServer(
                new Parts(
                        registry,
                        binding,
                        storage.components(),
                        access.map(Access::authorizer).orElse(_ -> new Decision.Allow("")),
                        AuthenticationSetup.authentication(access),
                        figures),
                config,
                https,
                List.of(
                        farewell::begin,
                        // First whoever asks from outside: what is under way is answered.
                        servers,
                        () -> leave(config, http),
                        registry.feed()::endWatches,
                        serving::close,
                        () -> https.reversed().forEach(HttpServer::close),
                        storage.repair()::close,
                        deadlines::close,
                        fairness::close,
                        () -> access.ifPresent(Access::close),
                        policies::close,
                        aggregator::close,
                        custom::close,
                        registry::close,
                        hooks::close,
                        auditing::close,
                        () -> storage.encryption().ifPresent(Encryption::close)));
    }

    /// Where there are other servers, clients are sent to them before the door is shut.
    private static void leave(ApiServerConfig config, HttpServer http) {
        if (config.shared()) {
            http.leave();
        }
    }

    private static int seats(ApiServerConfig config) {
        return config.flags().number("max-requests-inflight")
                + config.flags().number("max-mutating-requests-inflight");
    }

    /// Makes Service `kubernetes` lead here.
    ///
    /// @return what ends that
    private static Runnable publish(
            ApiServerConfig config, Store store, Registry registry, HttpServer http) {
        var own = config.advertised();
        if (own.isEmpty()) {
            return () -> {};
        }
        if (config.shared()) {
            return ServingServers.start(store, registry, config.services(), own.get(), http.port())
                    ::close;
        }
        KubernetesService.publish(registry, config.services(), List.of(own.get()), http.port());
        return () -> {};
    }

    private static ZPages zPages(
            String component, ApiServerConfig config, Map<String, String> flags) {
        return new ZPages(component, flags, ApiChoice.servesCbor(config.flags()), config.clock());
    }

    /// `host:port` for clients.
    private static String address(ApiServerConfig config, HttpServer http) {
        var external = config.flags().text("external-hostname");
        if (!external.isEmpty()) {
            return external.contains(":") ? external : external + ":" + http.port();
        }
        return config.advertised()
                        .filter(_ -> http.address().getAddress().isAnyLocalAddress())
                        .map(Object::toString)
                        .orElseGet(() -> http.address().getHostString())
                + ":"
                + http.port();
    }

    public InetSocketAddress address() {
        return https.getFirst().address();
    }

    /// Serves what a part of the control plane tells of itself on a port of its own, as long as
    /// this serves.
    ///
    /// @param port 0 takes a free one
    /// @param metrics of the part
    /// @param configurations of the part, as `/configz` tells them, each under its name
    /// @return where it listens
    public InetSocketAddress serveComponent(
            String name, int port, Metrics metrics, JsonObject configurations) {
        var flags = Map.of("secure-port", Integer.toString(port));
        var pages =
                new ComponentPages(
                        parts.authentication,
                        parts.authorizer,
                        metrics,
                        zPages("kube-" + name, config, flags),
                        configurations);
        var server = HttpServer.start(config.http().withPort(port).withName(name), pages);
        https.add(server);
        return server.address();
    }

    /// The road for callers in the same process.
    public Registry registry() {
        return parts.registry;
    }

    /// Where parts in this process tell their figures: `/metrics` shows them all.
    public Metrics metrics() {
        return parts.metrics;
    }

    /// What decides about requests, for callers in this process too.
    public Authorizer authorizer() {
        return parts.authorizer;
    }

    /// Lets `componentstatuses` tell how a part of the control plane is.
    ///
    /// @param name `scheduler`, `controller-manager`
    /// @param trouble what is wrong, empty when nothing is
    public void watchOver(String name, Supplier<Optional<String>> trouble) {
        parts.components.check(name, trouble);
    }

    /// Puts Pods on nodes, for callers in the same process.
    public PodBinding binding() {
        return parts.binding;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
