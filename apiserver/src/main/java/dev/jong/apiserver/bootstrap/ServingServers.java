package dev.jong.apiserver.bootstrap;

import dev.jong.api.core.v1.EndpointAddress;
import dev.jong.api.core.v1.EndpointSubset;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.service.ServiceNetwork;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps Service `kubernetes` leading to all servers that serve on one store.
///
/// Each server holds the key `/registry/masterleases/<address>` by a lease that ends with it, as
/// upstream's API servers do; what keys there are decides the endpoints, whoever writes them.
public final class ServingServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServingServers.class);
    private static final String PREFIX = "/registry/masterleases/";
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Store store;
    private final Registry registry;
    private final ServiceNetwork network;
    private final IpAddress address;
    private final int port;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("serving-servers").unstarted(this::run);

    private long lease;

    private ServingServers(
            Store store, Registry registry, ServiceNetwork network, IpAddress address, int port) {
        this.store = store;
        this.registry = registry;
        this.network = network;
        this.address = address;
        this.port = port;
    }

    /// Returns when the Service leads here too.
    public static ServingServers start(
            Store store, Registry registry, ServiceNetwork network, IpAddress address, int port) {
        var servers = new ServingServers(store, registry, network, address, port);
        servers.hold();
        servers.publish();
        servers.thread.start();
        return servers;
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    hold();
                    publish();
                } catch (StoreException | ApiException e) {
                    log.atDebug().setCause(e).log("Could not keep the list of servers");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Keeps our key; one that another run of this server left is taken over.
    private void hold() {
        if (lease != 0 && store.keepLeaseAlive(lease)) {
            return;
        }
        lease = store.grantLease(LEASE);
        var key = PREFIX + address;
        var value = value();
        var present = store.get(key);
        var written =
                store.write(
                        present.<Write>map(entry ->
                                        new Write.Update(key, value, entry.revision(), lease))
                                .orElseGet(() -> new Write.Create(key, value, lease)));
        if (written instanceof Written.Conflict) {
            // The former lease ended in between: next time.
            lease = 0;
        }
    }

    private byte[] value() {
        var subset =
                new EndpointSubset(
                        List.of(new EndpointAddress(address.toString(), null, null, null)),
                        List.of(),
                        List.of());
        return Json.write(new Endpoints(ObjectMeta.EMPTY, List.of(subset)), Endpoints.KIND.codec());
    }

    private void publish() {
        var serving = serving();
        if (!serving.isEmpty() && !serving.equals(KubernetesService.published(registry))) {
            RequestContext.of(User.SERVER)
                    .run(() -> KubernetesService.publish(registry, network, serving, port));
        }
    }

    private List<IpAddress> serving() {
        return switch (store.range(RangeRequest.all(PREFIX))) {
            case RangeResult.Found found ->
                    found.entries().stream()
                            .map(entry -> entry.key().substring(PREFIX.length()))
                            .map(IpAddress::of)
                            .filter(ip -> ip.family().equals(address.family()))
                            .toList();
            case RangeResult.Compacted _, RangeResult.InFuture _ -> List.of();
        };
    }

    /// Takes this server off the list, while it still answers.
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
            store.revokeLease(lease);
            publish();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (StoreException | ApiException e) {
            log.atDebug().setCause(e).log("Could not leave the list of servers");
        }
    }
}
