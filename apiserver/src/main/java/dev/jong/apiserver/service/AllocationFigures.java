package dev.jong.apiserver.service;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import java.util.Optional;

/// How many addresses and node ports were given out, under upstream's names. Whoever asks for a
/// certain one is told as `static`, whoever takes any as `dynamic`.
final class AllocationFigures {
    private static final String ADDRESSES = "kube_apiserver_clusterip_allocator_";
    private static final String PORTS = "kube_apiserver_nodeport_allocator_";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Metrics metrics;
    private final Metrics.Counters addresses;
    private final Metrics.Counters addressErrors;
    private final Metrics.Histograms seconds;
    private final Metrics.Counters ports;
    private final Metrics.Counters portErrors;

    /// How a number was come by.
    enum Scope {
        STATIC("static"),
        DYNAMIC("dynamic");

        private final String label;

        Scope(String label) {
            this.label = label;
        }
    }

    AllocationFigures(Metrics metrics) {
        this.metrics = metrics;
        addresses =
                metrics.counters(
                        ADDRESSES + "allocation_total",
                        "Addresses that Services were given.",
                        "cidr",
                        "scope");
        addressErrors =
                metrics.counters(
                        ADDRESSES + "allocation_errors_total",
                        "Times that a Service could not be given an address.",
                        "cidr",
                        "scope");
        seconds =
                metrics.histograms(
                        ADDRESSES + "allocation_duration_seconds",
                        "How long it took to give a Service its address, in seconds.",
                        Metrics.SECONDS,
                        "cidr");
        ports =
                metrics.counters(
                        PORTS + "allocation_total",
                        "Node ports that Services were given.",
                        "scope");
        portErrors =
                metrics.counters(
                        PORTS + "allocation_errors_total",
                        "Times that a Service could not be given a node port.",
                        "scope");
    }

    /// From now on tells how many are held and how many are left, as it stands when it is asked.
    void tell(AddressPools pools, IpAddressRecords records, PortAllocation nodePorts) {
        metrics.gauges(
                Stability.ALPHA,
                ADDRESSES + "allocated_ips",
                "Addresses that Services hold.",
                sample ->
                        pools.all()
                                .forEach(pool ->
                                        sample.show(held(pool, records), pool.range().toString())),
                "cidr");
        metrics.gauges(
                Stability.ALPHA,
                ADDRESSES + "available_ips",
                "Addresses that no Service holds.",
                sample ->
                        pools.all()
                                .forEach(pool ->
                                        sample.show(
                                                pool.pool().size() - held(pool, records),
                                                pool.range().toString())),
                "cidr");
        metrics.gauge(
                Stability.ALPHA,
                PORTS + "allocated_ports",
                "Node ports that Services hold.",
                nodePorts::held);
        metrics.gauge(
                Stability.ALPHA,
                PORTS + "available_ports",
                "Node ports that no Service holds.",
                () -> nodePorts.size() - nodePorts.held());
    }

    private static long held(AddressPool pool, IpAddressRecords records) {
        return records.all().stream()
                .map(IpAddress::parse)
                .flatMap(Optional::stream)
                .filter(pool::contains)
                .count();
    }

    void given(Cidr range, Scope scope, long nanos) {
        addresses.with(range.toString(), scope.label).add(1);
        seconds.with(range.toString()).observe(nanos / NANOS_PER_SECOND);
    }

    void notGiven(Cidr range, Scope scope) {
        addressErrors.with(range.toString(), scope.label).add(1);
    }

    void portsGiven(int count, Scope scope) {
        if (count > 0) {
            ports.with(scope.label).add(count);
        }
    }

    void portNotGiven(Scope scope) {
        portErrors.with(scope.label).add(1);
    }
}
