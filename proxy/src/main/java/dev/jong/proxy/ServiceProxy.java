package dev.jong.proxy;

import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.SharedInformers;
import dev.jong.proxy.iptables.IptablesDataplane;
import dev.jong.proxy.nft.NftDataplane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes Services reachable on this node, and keeps them so.
public final class ServiceProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceProxy.class);
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    /// Changes that come within this time are applied together.
    private static final Duration COLLECT = Duration.ofMillis(20);

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration FIRST_LISTS = Duration.ofMinutes(5);

    private final ProxyConfig config;
    private final Dataplane dataplane;
    private final SharedInformers informers;
    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final Semaphore changes = new Semaphore(0);
    private final Thread worker;
    private volatile boolean closed;
    private volatile String failure = "not yet applied";

    private ServiceProxy(ProxyConfig config, Client client, Dataplane dataplane) {
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
        return start(config, client, dataplane(config));
    }

    public static ServiceProxy start(ProxyConfig config, Client client, Dataplane dataplane) {
        var proxy = new ServiceProxy(config, client, dataplane);
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
        services.addHandler(InformerHandler.any(_ -> changes.release()));
        slices.addHandler(InformerHandler.any(_ -> changes.release()));
        informers.start();
        worker.start();
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
        try {
            var byService = slicesByService();
            for (var family : config.podCidrs().keySet()) {
                dataplane.apply(
                        family, ServicePorts.of(services.list(), byService, config.node(), family));
            }
            failure = "";
            return true;
        } catch (ProxyException e) {
            failure = String.valueOf(e.getMessage());
            log.atError().addKeyValue("cause", failure).log("Cannot apply the rules of Services");
            return false;
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
        worker.interrupt();
        try {
            worker.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dataplane.close();
    }
}
