package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.watch.Version;
import dev.jong.foundation.Metrics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what is written down as given out in line with the Services that are stored: a crash may
/// have come between, or a write whose outcome nobody learned.
///
/// What a Service holds is written down at once. What nobody holds is given back when it was found
/// so twice, a period apart: another server may be about to store its Service. Upstream does this
/// every three minutes too.
public final class ServiceRepair implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMinutes(3);
    private static final Logger log = LoggerFactory.getLogger(ServiceRepair.class);

    private final Verbs<Service> services;
    private final IpAddressRecords addresses;
    private final StoredPorts ports;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("service-repair").unstarted(this::run);

    private final Metrics.Count failures;
    private final Metrics.Counters portErrors;

    private Set<String> lostAddresses = Set.of();
    private Set<Integer> lostPorts = Set.of();

    ServiceRepair(
            Verbs<Service> services,
            IpAddressRecords addresses,
            StoredPorts ports,
            Metrics metrics) {
        failures =
                metrics.counters(
                                "apiserver_nodeport_repair_reconcile_errors_total",
                                "Looks at node ports that failed.")
                        .with();
        portErrors =
                metrics.counters(
                        "apiserver_nodeport_repair_port_errors_total",
                        "Node ports that were held by nobody (leak) or not written down (repair).",
                        "type");
        this.services = services;
        this.addresses = addresses;
        this.ports = ports;
    }

    /// Looks once before it returns, then again and again.
    ///
    /// @param alone whether no other server gives anything out
    ServiceRepair start(boolean alone) {
        look();
        if (alone) {
            look();
        }
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    RequestContext.of(User.SERVER).run(this::look);
                } catch (ApiException e) {
                    failures.add(1);
                    log.atWarn().setCause(e).log("Could not repair what Services hold");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look.
    void look() {
        // First what is given out, then who holds it: a Service stored in between is seen.
        var given = addresses.all();
        var open = ports.taken();
        var stored =
                services.list("", ListQuery.ALL).items().stream().map(Version::object).toList();
        lostAddresses = lookAtAddresses(given, stored);
        lostPorts = lookAtPorts(open, stored);
    }

    private Set<String> lookAtAddresses(Set<String> given, List<Service> stored) {
        var held = new HashSet<String>();
        for (var service : stored) {
            for (var ip : ServiceTypes.clusterIps(service)) {
                held.add(ip);
                if (!addresses.isTaken(ip)) {
                    addresses.take(ip, service);
                }
            }
        }
        var lost = new HashSet<>(given);
        lost.removeAll(held);
        for (var ip : Set.copyOf(lost)) {
            if (lostAddresses.contains(ip)) {
                addresses.giveBack(ip);
                lost.remove(ip);
            }
        }
        return lost;
    }

    private Set<Integer> lookAtPorts(Set<Integer> given, List<Service> stored) {
        var held = new HashSet<Integer>();
        stored.forEach(service -> held.addAll(ServiceTypes.nodePorts(service)));
        ports.ensure(held);
        count("repair", held.stream().filter(port -> !given.contains(port)).count());
        var lost = new HashSet<>(given);
        lost.removeAll(held);
        var forgotten = new HashSet<>(lost);
        forgotten.retainAll(lostPorts);
        if (!forgotten.isEmpty()) {
            ports.giveBack(forgotten);
            count("leak", forgotten.size());
            lost.removeAll(forgotten);
        }
        return lost;
    }

    private void count(String type, long ports) {
        if (ports > 0) {
            portErrors.with(type).add(ports);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
