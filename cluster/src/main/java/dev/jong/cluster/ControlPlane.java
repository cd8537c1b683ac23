package dev.jong.cluster;

import dev.jong.api.json.JsonObject;
import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.authentication.LegacyTokens;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.streaming.KubeletAccess;
import dev.jong.apiserver.streaming.KubeletTls;
import dev.jong.client.Client;
import dev.jong.client.ClientTls;
import dev.jong.client.HttpTransport;
import dev.jong.client.Transport;
import dev.jong.cluster.datastore.ServerInvitation;
import dev.jong.cluster.inprocess.InProcessTransport;
import dev.jong.cluster.kubeconfig.ClusterAccess;
import dev.jong.cluster.log.Logging;
import dev.jong.cluster.node.Invitation;
import dev.jong.cluster.node.ServingApproval;
import dev.jong.cluster.pki.Credential;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Pki.Component;
import dev.jong.cluster.pki.Subject;
import dev.jong.controllers.ControllerClients;
import dev.jong.controllers.ControllerConfig;
import dev.jong.controllers.ControllerManagerConfiguration;
import dev.jong.controllers.Controllers;
import dev.jong.foundation.Lazy;
import dev.jong.foundation.Lifecycle;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.TlsIdentity;
import dev.jong.scheduler.Scheduler;
import dev.jong.scheduler.SchedulerConfiguration;
import dev.jong.scheduler.SchedulerOptions;
import dev.jong.store.Store;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// API server, and if wanted controllers and scheduler, on one store.
public final class ControlPlane implements AutoCloseable {
    private static final Duration SIGNED_FOR = Duration.ofDays(365);

    private final Lifecycle parts;
    private final ApiServer apiServer;
    private final Pki pki;
    private final String server;
    private final ControlPlaneConfig config;

    private ControlPlane(
            Lifecycle parts,
            ApiServer apiServer,
            Pki pki,
            String server,
            ControlPlaneConfig config) {
        this.config = config;
        this.parts = parts;
        this.apiServer = apiServer;
        this.pki = pki;
        this.server = server;
    }

    /// Returns when requests are answered. The store is closed with it, also when this fails.
    public static ControlPlane start(
            ControlPlaneConfig config, Pki pki, Store store, InstantSource clock) {
        var parts = new Lifecycle();
        try {
            parts.add("store", store);
            var identity =
                    new TlsIdentity(
                            pki.apiServer().key(),
                            List.of(pki.apiServer().certificate()),
                            List.of(pki.authority().certificate()),
                            List.of(pki.frontProxyAuthority().certificate()));
            var http = HttpServerConfig.tls(config.bindHost(), config.port(), identity);
            var apiServer =
                    parts.add(
                            "API server",
                            ApiServer.start(
                                    advertised(
                                            config,
                                            new ApiServerConfig(
                                                            http,
                                                            clock,
                                                            RandomGenerator.getDefault())
                                                    .withAccess(access(config, pki))
                                                    .withShared(config.isShared())
                                                    .withFlags(config.flags())
                                                    .withVerbosity(Logging::verbosity)),
                                    store));
            var server = "https://" + config.advertisedHost() + ":" + apiServer.address().getPort();
            var plane = new ControlPlane(parts, apiServer, pki, server, config);
            if (config.runsControllers()) {
                plane.startControllers(clock);
                plane.startScheduler(clock);
            }
            return plane;
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static ApiServerConfig advertised(ControlPlaneConfig config, ApiServerConfig server) {
        return IpAddress.parse(config.advertisedHost())
                .filter(ip -> !ip.isLoopback())
                .map(server::withAddress)
                .orElse(server);
    }

    private static AccessConfig access(ControlPlaneConfig config, Pki pki) {
        var kubelets = pki.apiServerKubeletClient();
        var proxy = pki.frontProxyClient();
        var tokens = new HashMap<String, User>();
        if (!config.joinSecret().isEmpty()) {
            tokens.put(
                    config.joinSecret(), User.of(Invitation.NEWCOMER, Invitation.NEWCOMER_GROUPS));
        }
        if (!config.sharing().login().isEmpty()) {
            tokens.put(config.sharing().login(), User.of(ServerInvitation.NEWCOMER, List.of()));
        }
        return AccessConfig.of(tokenKeys(pki))
                .withFrontProxy(
                        new FrontProxy(
                                new TlsIdentity(proxy.key(), List.of(proxy.certificate())),
                                List.of(pki.frontProxyAuthority().certificate()),
                                Set.of(Pki.FRONT_PROXY_CLIENT.user())))
                .withStaticTokens(Map.copyOf(tokens))
                .withKubelets(
                        new KubeletAccess(
                                new Lazy<>(() ->
                                        KubeletTls.context(
                                                new TlsIdentity(
                                                        kubelets.key(),
                                                        List.of(kubelets.certificate())),
                                                List.of(pki.authority().certificate()))),
                                config.kubeletHost()));
    }

    private static TokenKeys tokenKeys(Pki pki) {
        var pair = pki.serviceAccount();
        return new TokenKeys(pair.getPrivate(), List.of(pair.getPublic()));
    }

    private void startControllers(InstantSource clock) {
        var authority = pki.authority();
        var keys = tokenKeys(pki);
        var settings =
                ControllerConfig.DEFAULT
                        .withTokenIssuer(
                                (account, secret) -> LegacyTokens.issue(keys, account, secret))
                        .withRootCa(authority.certificatePem())
                        .withSigning(
                                new ControllerConfig.Signing(
                                        authority.certificate(),
                                        authority.credential().key(),
                                        SIGNED_FOR))
                        .withNodeMonitor(
                                config.nodeMonitorPeriod(),
                                ControllerConfig.DEFAULT.nodeMonitorGrace())
                        .withClusterCidr(config.podCidr());
        var clients = new Clients();
        var election = Led.configuration(Component.CONTROLLER_MANAGER.program(), config.isShared());
        var figures = apiServer.metrics().part();
        serve(
                "controller-manager",
                figures,
                JsonObject.of(
                        ControllerManagerConfiguration.NAME,
                        ControllerManagerConfiguration.of(settings, election)));
        lead(
                Component.CONTROLLER_MANAGER,
                "controllers",
                clients.shared(),
                () -> Controllers.start(clients, settings, clock, figures),
                clock);
        // They live and end with the server that is asked.
        apiServer.watchOver("controller-manager", Optional::empty);
    }

    /// Each controller under a name of its own, whose account exists like any other.
    private final class Clients implements ControllerClients {
        private final Client shared = client(Component.CONTROLLER_MANAGER);
        private final Map<String, Client> byAccount = new HashMap<>();

        @Override
        public Client shared() {
            return shared;
        }

        @Override
        public Client of(String account) {
            return byAccount.computeIfAbsent(account, this::open);
        }

        private Client open(String account) {
            ControllerAccounts.ensure(shared, account);
            var subject = Pki.controller(account);
            return client(subject, () -> pki.authority().client(subject));
        }
    }

    /// Starts what only one server may run: at once when there is no other, else while it leads.
    private void lead(
            Component component,
            String name,
            Client client,
            Supplier<? extends AutoCloseable> work,
            InstantSource clock) {
        parts.add(
                name,
                config.isShared()
                        ? Led.start(
                                client,
                                component.program(),
                                config.sharing().serverName(),
                                work,
                                clock)
                        : work.get());
    }

    /// Serves what a component tells of itself, where a flag says.
    private void serve(String component, Metrics figures, JsonObject configurations) {
        int port = config.flags().number(component + "-secure-port");
        if (port > 0) {
            apiServer.serveComponent(component, port, figures, configurations);
        }
    }

    private void startScheduler(InstantSource clock) {
        var client = client(Component.SCHEDULER);
        var own = apiServer.metrics().part();
        var options = SchedulerOptions.standard(own);
        var election = Led.configuration(Component.SCHEDULER.program(), config.isShared());
        serve(
                "scheduler",
                own,
                JsonObject.of(
                        SchedulerConfiguration.NAME,
                        SchedulerConfiguration.of(client, options, election)));
        lead(
                Component.SCHEDULER,
                "scheduler",
                client,
                () -> Scheduler.start(client, options),
                clock);
        apiServer.watchOver("scheduler", Optional::empty);
    }

    /// Has the serving certificates of kubelets approved, on the server that runs the controllers.
    void approveServing(Client administrator, InstantSource clock) {
        if (!config.runsControllers()) {
            return;
        }
        parts.add(
                "approval of serving certificates",
                config.isShared()
                        ? Led.start(
                                administrator,
                                "jong-serving-approval",
                                config.sharing().serverName(),
                                () ->
                                        ServingApproval.start(
                                                administrator, clock, apiServer.metrics()),
                                clock)
                        : ServingApproval.start(administrator, clock, apiServer.metrics()));
    }

    /// A client in this process, as one of the cluster's own components. Closed with this.
    public Client client(Component component) {
        return client(component.subject(), pki.of(component));
    }

    /// A client in this process. Closed with this.
    ///
    /// @param credential shown where a request goes over the wire
    public Client client(Subject subject, Credential credential) {
        return client(subject, () -> credential);
    }

    /// A client in this process, as the node of a name. Closed with this.
    Client node(String name) {
        var subject = Pki.node(name);
        return client(subject, () -> pki.authority().client(subject));
    }

    private Client client(Subject subject, Supplier<Credential> credential) {
        var groups = new ArrayList<>(subject.groups());
        groups.add(User.AUTHENTICATED);
        var user = User.of(subject.user(), groups);
        var transport =
                new InProcessTransport(
                        apiServer.registry(),
                        apiServer.binding(),
                        apiServer.authorizer(),
                        user,
                        () -> wire(credential.get(), "jong/" + subject.user()));
        return parts.add("client of " + subject.user(), new Client(transport));
    }

    private Transport wire(Credential credential, String userAgent) {
        var tls =
                ClientTls.of(
                        List.of(pki.authority().certificate()),
                        credential.key(),
                        List.of(credential.certificate()));
        // The local address is in every serving certificate.
        var local = URI.create("https://127.0.0.1:" + apiServer.address().getPort());
        return new HttpTransport(new HttpTransport.Settings(local, tls, () -> "", userAgent));
    }

    /// How an administrator reaches the API server.
    public ClusterAccess access(String name) {
        return new ClusterAccess(name, server, pki.authority().certificatePem(), pki.admin());
    }

    public int port() {
        return apiServer.address().getPort();
    }

    @Override
    public void close() {
        parts.close();
    }
}
