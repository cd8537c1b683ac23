package dev.jong.proxy;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.json.JsonObject;
import dev.jong.api.zpages.ZPages;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.ListOptions;
import dev.jong.client.SharedInformers;
import dev.jong.foundation.Metrics;
import dev.jong.proxy.iptables.IptablesDataplane;
import dev.jong.proxy.nft.NftDataplane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes Services reachable on this node, and keeps them so.
public final class ServiceProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceProxy.class);
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";
    private static final double MILLIS = 1000;

    /// Changes that come within this time are applied together.
    private static final Duration COLLECT = Duration.ofMillis(20);

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration FIRST_LISTS = Duration.ofMinutes(5);

    private final ProxyConfig config;
    private final Dataplane dataplane;
    private final SharedInformers informers;
    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final Informer<Node> nodes;
    private final ProxyFigures figures;
    private final ProxyHealth health = new ProxyHealth();
    private final InstantSource clock;
    private final Instant started;

    /// When what changed slices was, of those that are not applied.
    private final Queue<Instant> triggers = new ConcurrentLinkedQueue<>();

    private final Semaphore changes = new Semaphore(0);
    private final Thread worker;
    private volatile boolean closed;
    private volatile String failure = "not yet applied";

    private ServiceProxy(
            ProxyConfig config, Client client, Dataplane dataplane, InstantSource clock) {
        this.clock = clock;
        this.started = clock.instant();
        this.figures = new ProxyFigures(new Metrics(), dataplane.mode());
        this.nodes =
                new Informer<>(
                        client.resources(Node.KIND),
                        ListOptions.fields("metadata.name=" + config.node()));
        this.config = config;
        this.dataplane = dataplane;
        this.informers = new SharedInformers(client);
        this.services = informers.of(Service.KIND);
        this.slices = informers.of(EndpointSlice.KIND);
        this.worker = Thread.ofVirtual().name("service-proxy").unstarted(this::work);
    }

    /// Picks nftables; where `nft` is missing, iptables.
    ///
    /// @throws ProxyException if the machine has neither
    public static ServiceProxy start(ProxyConfig config, Client client) {
        return start(config, client, dataplane(config), InstantSource.system());
    }

    public static ServiceProxy start(
            ProxyConfig config, Client client, Dataplane dataplane, InstantSource clock) {
        var proxy = new ServiceProxy(config, client, dataplane, clock);
        proxy.start();
        return proxy;
    }

    private static Dataplane dataplane(ProxyConfig config) {
        if (CommandLine.has("nft"))
            return new NftDataplane(List.of("nft", "-f", "-"), config.table(), config.podCidrs());
        if (CommandLine.has("iptables-restore"))
            return new IptablesDataplane(config.table(), config.podCidrs());
        throw new ProxyException("Services need nft or iptables: install the package nftables");
    }

    private void start() {
        services.addHandler(
                InformerHandler.any(_ -> {
                    figures.serviceChanged();
                    queue();
                }));
        slices.addHandler(
                InformerHandler.any(slice -> {
                    figures.endpointsChanged();
                    trigger(slice).filter(started::isBefore).ifPresent(triggers::add);
                    queue();
                }));
        informers.start();
        nodes.start();
        worker.start();
    }

    private void queue() {
        var now = clock.instant();
        for (var family : config.podCidrs().keySet()) {
            health.queued(family, now);
            figures.queued(family, now.toEpochMilli());
        }
        changes.release();
    }

    /// When the Service or Pod changed for whose sake a slice did.
    private static Optional<Instant> trigger(EndpointSlice slice) {
        var text = slice.metadata().annotations().get(TRIGGER);
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    ProxyHealth.Report health() {
        return health.report(clock.instant());
    }

    boolean nodeEligible() {
        return ProxyHealth.isEligible(nodes.find(null, config.node()));
    }

    ProxyFigures figures() {
        return figures;
    }

    /// What it runs with; the rest as [ProxyConfiguration#of] has it.
    JsonObject configuration(String health, String metrics) {
        return ProxyConfiguration.of(config, mode(), health, metrics);
    }

    /// What else the proxy tells of itself.
    ZPages pages(String health, String metrics) {
        var flags =
                Map.of(
                        "hostname-override",
                        config.node(),
                        "healthz-bind-address",
                        health,
                        "metrics-bind-address",
                        metrics,
                        "proxy-mode",
                        mode());
        return new ZPages("kube-proxy", flags, false, clock);
    }

    String mode() {
        return dataplane.mode();
    }

    /// "" when the kernel has what the API server says, else why not.
    public String failure() {
        return failure;
    }

    private void work() {
        try {
            informers.awaitSynced(FIRST_LISTS);
            changes.release();
            while (!closed) {
                changes.acquire();
                Thread.sleep(COLLECT);
                changes.drainPermits();
                if (!apply()) {
                    Thread.sleep(RETRY);
                    changes.release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean apply() {
        figures.taken();
        var taken = new ArrayList<Instant>();
        for (var each = triggers.poll(); each != null; each = triggers.poll()) {
            taken.add(each);
        }
        try {
            var byService = slicesByService();
            for (var family : config.podCidrs().keySet()) {
                apply(family, byService, taken);
            }
            failure = "";
            return true;
        } catch (ProxyException e) {
            triggers.addAll(taken);
            failure = String.valueOf(e.getMessage());
            log.atError().addKeyValue("cause", failure).log("Cannot apply the rules of Services");
            return false;
        }
    }

    private void apply(
            Family family, Map<String, List<EndpointSlice>> byService, List<Instant> taken) {
        long begun = System.nanoTime();
        try {
            dataplane.apply(
                    family, ServicePorts.of(services.list(), byService, config.node(), family));
        } catch (ProxyException e) {
            figures.failed(family);
            throw e;
        }
        var now = clock.instant();
        health.applied(family, now);
        figures.applied(family, System.nanoTime() - begun, now.toEpochMilli());
        for (var trigger : taken) {
            figures.programmed(family, Duration.between(trigger, now).toMillis() / MILLIS);
        }
    }

    private Map<String, List<EndpointSlice>> slicesByService() {
        return slices.list().stream()
                .collect(
                        Collectors.groupingBy(slice ->
                                slice.metadata().namespace()
                                        + "/"
                                        + slice.metadata()
                                                .labels()
                                                .getOrDefault(SERVICE_NAME, "")));
    }

    @Override
    public void close() {
        closed = true;
        informers.close();
        nodes.close();
        worker.interrupt();
        try {
            worker.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dataplane.close();
    }
}
