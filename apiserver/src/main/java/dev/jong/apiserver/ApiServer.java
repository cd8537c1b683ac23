package dev.jong.apiserver;

import dev.jong.apiserver.action.ActionRoutes;
import dev.jong.apiserver.action.PodBinding;
import dev.jong.apiserver.action.PodEviction;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.StandardChain;
import dev.jong.apiserver.admission.policy.MutatingPolicies;
import dev.jong.apiserver.admission.policy.ValidatingPolicies;
import dev.jong.apiserver.admission.policy.WebhookConditions;
import dev.jong.apiserver.admission.webhook.MutatingWebhooks;
import dev.jong.apiserver.admission.webhook.ValidatingWebhooks;
import dev.jong.apiserver.aggregation.Aggregator;
import dev.jong.apiserver.authentication.Authentication;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.CertificateSubjects;
import dev.jong.apiserver.bootstrap.ClusterAuthentication;
import dev.jong.apiserver.bootstrap.FlowControl;
import dev.jong.apiserver.bootstrap.KubernetesService;
import dev.jong.apiserver.bootstrap.OwnAddress;
import dev.jong.apiserver.bootstrap.SystemObjects;
import dev.jong.apiserver.chain.Access;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.chain.Deadlines;
import dev.jong.apiserver.chain.RequestChain;
import dev.jong.apiserver.custom.CustomResources;
import dev.jong.apiserver.discovery.Discovery;
import dev.jong.apiserver.discovery.Health;
import dev.jong.apiserver.discovery.ServerVersion;
import dev.jong.apiserver.flowcontrol.DebugPages;
import dev.jong.apiserver.flowcontrol.Fairness;
import dev.jong.apiserver.openapi.OpenApi;
import dev.jong.apiserver.openapi.OpenApiRoutes;
import dev.jong.apiserver.openapi.RemoteApi;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.RegistryCluster;
import dev.jong.apiserver.registry.RegistryKinds;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.resources.BuiltIn;
import dev.jong.apiserver.resources.admissionregistration.PolicyStatusLoop;
import dev.jong.apiserver.resources.core.Components;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.route.RequestMetrics;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.route.Router;
import dev.jong.apiserver.service.Services;
import dev.jong.apiserver.webhook.HookClient;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpServer;
import dev.jong.store.Store;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Serves the API on a store.
public final class ApiServer implements AutoCloseable {
    private final Registry registry;
    private final PodBinding binding;
    private final HttpServer http;
    private final Components components;
    private final List<Runnable> closing;

    /// @param closing what to close, in this order
    private ApiServer(
            Registry registry,
            PodBinding binding,
            HttpServer http,
            Components components,
            List<Runnable> closing) {
        this.binding = binding;
        this.registry = registry;
        this.http = http;
        this.components = components;
        this.closing = closing;
    }

    /// Serves until closed. The store stays open.
    public static ApiServer start(ApiServerConfig config, Store store) {
        var registry = new Registry(store, config.clock(), config.random());
        registry.start();
        BuiltIn.addTo(registry);
        Services.addTo(registry, config.services(), config.random());
        var components = new Components().check("etcd-0", store::trouble);
        components.addTo(registry);
        SystemObjects.ensure(registry, config.services(), config.clock().instant());
        new FlowControl(registry).ensure();
        config.http()
                .tls()
                .ifPresent(tls ->
                        ClusterAuthentication.publish(
                                registry,
                                tls.clientAuthorities(),
                                config.access().flatMap(AccessConfig::frontProxy)));
        var hooks = new HookClient(registry, config.random());
        var custom = CustomResources.start(registry, hooks, config.clock());
        var routes = new ResourceRoutes(registry, config.clock(), config.random());
        var binding = new PodBinding(registry, config.clock());
        new ActionRoutes(binding, new PodEviction(registry, config.clock())).addTo(routes);
        var address = new String[] {config.http().host() + ":" + config.http().port()};
        var frontProxy = config.access().flatMap(AccessConfig::frontProxy);
        var aggregator =
                new Aggregator(
                        registry,
                        config.clock(),
                        config.random(),
                        frontProxy.map(FrontProxy::client));
        var discovery = new Discovery(routes, () -> address[0], aggregator::versions);
        var router =
                new Router((exchange, info) -> {
                    if (info.resourceRequest()) {
                        routes.handle(exchange, info);
                    } else if (!discovery.answer(exchange, info)) {
                        exchange.answerText(404, "404 page not found\n");
                    }
                });
        discovery.addTo(router);
        var documents = new Documents(routes, aggregator);
        router.route("/openapi/", new OpenApiRoutes(documents::current));
        router.route("/version", ServerVersion::answer);
        router.route("/", (exchange, info) -> Health.index(exchange, info, router));
        new Health()
                .check("ping", Optional::empty)
                .check("log", Optional::empty)
                .check("etcd", store::trouble)
                .addTo(router);
        var access =
                config.access().map(settings -> Access.start(settings, registry, config.clock()));
        access.ifPresent(opened ->
                opened.addTo(routes, router, () -> "https://" + address[0], config.random()));
        var cluster = new RegistryCluster(registry);
        var kinds = new RegistryKinds(registry);
        var authorizer = access.map(Access::authorizer).orElse(Authorizer.MASTERS);
        var conditions = new WebhookConditions(cluster, authorizer);
        var further = new ArrayList<Admission>();
        further.add(new CertificateSubjects());
        access.ifPresent(opened -> further.addAll(opened.admission(cluster)));
        further.add(new MutatingPolicies(cluster, kinds, authorizer));
        further.add(new MutatingWebhooks(cluster, hooks, conditions));
        further.add(new ValidatingPolicies(cluster, kinds, authorizer));
        further.add(new ValidatingWebhooks(cluster, hooks, conditions));
        registry.admit(StandardChain.of(cluster, config.random(), config.clock(), further));
        var figures = new Metrics();
        var metrics = new RequestMetrics(figures);
        var fairness = new Fairness(registry, config.clock(), figures).start();
        new DebugPages(fairness).addTo(router);
        router.route("/metrics", metrics::answer);
        var deadlines = new Deadlines().start();
        var measured = metrics.around(deadlines.around(aggregator.around(router)));
        var chain =
                access.map(opened -> opened.chain(fairness, measured))
                        .orElseGet(() -> open(fairness, measured));
        var http = HttpServer.start(config.http(), chain);
        var own = OwnAddress.of(config.http().host(), config.services().ranges());
        own.ifPresent(
                ip -> KubernetesService.publish(registry, config.services(), ip, http.port()));
        address[0] =
                own.filter(_ -> http.address().getAddress().isAnyLocalAddress())
                                .map(Object::toString)
                                .orElseGet(() -> http.address().getHostString())
                        + ":"
                        + http.port();
        aggregator.start(routes);
        var policies = PolicyStatusLoop.start(registry);
        return new ApiServer(
                registry,
                binding,
                http,
                components,
                List.of(
                        deadlines::close,
                        fairness::close,
                        () -> access.ifPresent(Access::close),
                        policies::close,
                        aggregator::close,
                        custom::close,
                        registry::close,
                        http::close,
                        hooks::close));
    }

    /// Whoever comes is an administrator: for servers that only tests reach.
    private static RequestChain open(Fairness fairness, RequestHandler router) {
        var admin = User.of("admin", List.of(User.MASTERS, User.AUTHENTICATED));
        return new RequestChain(
                new Authentication(List.of(_ -> new Identity.Known(admin, List.of())), false),
                Authorizer.MASTERS,
                fairness,
                router);
    }

    /// OpenAPI of what is served now.
    private static final class Documents {
        private final ResourceRoutes routes;
        private final Aggregator aggregator;

        /// Guarded by `this`, as what follows.
        private long seen = -1;

        private List<RemoteApi> remote = List.of();
        private OpenApi documents = new OpenApi(List.of());

        Documents(ResourceRoutes routes, Aggregator aggregator) {
            this.routes = routes;
            this.aggregator = aggregator;
        }

        synchronized OpenApi current() {
            long changes = routes.registry().changes();
            var others = aggregator.apis();
            if (changes != seen || others != remote) {
                var own = new ArrayList<Resource<?>>();
                routes.registry().all().forEach(verbs -> own.add(verbs.resource()));
                routes.virtuals().forEach(virtual -> own.add(described(virtual)));
                documents = new OpenApi(own, others);
                seen = changes;
                remote = others;
            }
            return documents;
        }
    }

    private static Resource<?> described(ResourceRoutes.Virtual virtual) {
        return Resource.of(virtual.kind()).verbs(virtual.verbs().toArray(String[]::new)).build();
    }

    public InetSocketAddress address() {
        return http.address();
    }

    /// The road for callers in the same process.
    public Registry registry() {
        return registry;
    }

    /// Lets `componentstatuses` tell how a part of the control plane is.
    ///
    /// @param name `scheduler`, `controller-manager`
    /// @param trouble what is wrong, empty when nothing is
    public void watchOver(String name, Supplier<Optional<String>> trouble) {
        components.check(name, trouble);
    }

    /// Puts Pods on nodes, for callers in the same process.
    public PodBinding binding() {
        return binding;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
