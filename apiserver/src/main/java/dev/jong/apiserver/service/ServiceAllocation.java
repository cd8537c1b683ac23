package dev.jong.apiserver.service;

import dev.jong.api.GroupKind;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.registry.Allocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Gives Services their addresses and node ports.
///
/// What is given out is what stored Services hold: it is read from them at the start, so nothing is
/// lost or given twice after a crash.
public final class ServiceAllocation implements Allocation<Service> {
    private static final FieldPath CLUSTER_IPS = FieldPath.of("spec", "clusterIPs");
    private static final FieldPath PORTS = FieldPath.of("spec", "ports");

    private final AddressPools addresses;
    private final PortPool ports;
    private final IpFamilies families;
    private final AddressRecords records;

    /// @param addresses to give out
    /// @param firstPort of the node ports
    /// @param lastPort of the node ports, included
    public ServiceAllocation(
            AddressPools addresses,
            int firstPort,
            int lastPort,
            AddressRecords records,
            RandomGenerator random) {
        this.addresses = addresses;
        this.ports = new PortPool(firstPort, lastPort, random);
        this.families = new IpFamilies(addresses.families());
        this.records = records;
    }

    /// Takes note of what a stored Service holds. Called for each before the first request.
    public synchronized void remember(Service service) {
        for (var ip : ServiceTypes.clusterIps(service)) {
            addresses.take(IpAddress.of(ip));
        }
        ServiceTypes.nodePorts(service).forEach(ports::take);
    }

    @Override
    public synchronized Service allocate(Service now, @Nullable Service old, boolean dryRun) {
        var errors = new FieldErrors();
        var planned = families.complete(now, old, errors);
        refuse(planned, errors);
        var newIps = new ArrayList<String>();
        var newPorts = new HashSet<Integer>();
        boolean done = false;
        try {
            var addressed = withAddresses(planned, old, newIps, dryRun);
            var complete = withPorts(addressed, old, newPorts);
            done = true;
            return complete;
        } finally {
            if (dryRun || !done) {
                newIps.forEach(ip -> release(ip, dryRun));
                newPorts.forEach(ports::giveBack);
            }
        }
    }

    private Service withAddresses(
            Service service, @Nullable Service old, List<String> taken, boolean dryRun) {
        if (!ServiceTypes.needsClusterIp(service)) {
            return service;
        }
        if (ServiceTypes.isHeadless(service)) {
            return service.mapSpec(spec -> spec.withClusterIps(List.of(ServiceTypes.NONE)));
        }
        var held = old == null ? Set.<String>of() : ServiceTypes.clusterIps(old);
        var ips = new ArrayList<>(service.spec().clusterIps());
        ips.removeIf(String::isEmpty);
        for (var ip : ips) {
            if (!held.contains(ip)) {
                claim(service, ip, ips, taken, dryRun);
            }
        }
        for (int i = ips.size(); i < service.spec().ipFamilies().size(); i++) {
            var pools = addresses.of(service.spec().ipFamilies().get(i));
            if (!pools.isEmpty()) {
                ips.add(claimAny(service, pools, taken, dryRun));
            }
        }
        return service.mapSpec(spec -> spec.withClusterIps(ips).withClusterIp(ips.getFirst()));
    }

    private void claim(
            Service service, String ip, List<String> all, List<String> taken, boolean dryRun) {
        var address = IpAddress.of(ip);
        String problem = null;
        var pool = addresses.usableFor(address);
        if (pool.isEmpty()) {
            problem = "the provided network does not match the current range";
        } else if (!pool.get().take(address)) {
            problem = "provided IP is already allocated";
        } else if (!dryRun && !records.take(ip, service)) {
            pool.get().giveBack(address);
            problem = "provided IP is already allocated";
        }
        if (problem != null) {
            var errors = new FieldErrors();
            errors.invalid(CLUSTER_IPS, all, "failed to allocate IP " + ip + ": " + problem);
            refuse(service, errors);
        }
        taken.add(ip);
    }

    private String claimAny(
            Service service, List<AddressPool> pools, List<String> taken, boolean dryRun) {
        for (var pool : pools) {
            for (var free = pool.takeAny(); free.isPresent(); free = pool.takeAny()) {
                var ip = free.get().toString();
                // an address that is recorded elsewhere stays taken here as well
                if (dryRun || records.take(ip, service)) {
                    taken.add(ip);
                    return ip;
                }
            }
        }
        throw ApiException.internal("failed to allocate a serviceIP: range is full");
    }

    private Service withPorts(Service service, @Nullable Service old, Set<Integer> taken) {
        var held = old == null ? Set.<Integer>of() : ServiceTypes.nodePorts(old);
        var spec = service.spec();
        var given = new ArrayList<ServicePort>();
        var byNumber = new HashMap<Integer, Integer>();
        for (int i = 0; i < spec.ports().size(); i++) {
            var port = spec.ports().get(i);
            int number = port.nodePort();
            if (number != 0) {
                claimPort(service, number, held, taken, PORTS.index(i).child("nodePort"));
                byNumber.putIfAbsent(port.port(), number);
            }
        }
        for (var port : spec.ports()) {
            boolean open = port.nodePort() == 0 && ServiceTypes.allocatesNodePorts(service);
            if (!open) {
                given.add(port);
                continue;
            }
            // the same port for TCP and UDP is one node port
            int number =
                    byNumber.computeIfAbsent(
                            port.port(),
                            _ -> {
                                int any = ports.takeAny();
                                taken.add(any);
                                return any;
                            });
            boolean used =
                    given.stream()
                            .anyMatch(other ->
                                    other.nodePort() == number
                                            && String.valueOf(other.protocol())
                                                    .equals(String.valueOf(port.protocol())));
            if (used) {
                int any = ports.takeAny();
                taken.add(any);
                given.add(port.withNodePort(any));
            } else {
                given.add(port.withNodePort(number));
            }
        }
        return service.withSpec(
                spec.withPorts(given).withHealthCheckNodePort(healthPort(service, held, taken)));
    }

    private int healthPort(Service service, Set<Integer> held, Set<Integer> taken) {
        int asked = service.spec().healthCheckNodePort();
        if (asked != 0) {
            claimPort(service, asked, held, taken, FieldPath.of("spec", "healthCheckNodePort"));
            return asked;
        }
        if (!ServiceTypes.needsHealthPort(service)) {
            return 0;
        }
        int any = ports.takeAny();
        taken.add(any);
        return any;
    }

    private void claimPort(
            Service service, int number, Set<Integer> held, Set<Integer> taken, FieldPath path) {
        if (held.contains(number) || taken.contains(number)) {
            return;
        }
        var errors = new FieldErrors();
        if (!ports.contains(number)) {
            errors.invalid(
                    path,
                    number,
                    "provided port is not in the valid range. The range of valid ports is "
                            + ports);
        } else if (!ports.take(number)) {
            errors.invalid(path, number, "provided port is already allocated");
        }
        refuse(service, errors);
        taken.add(number);
    }

    private static void refuse(Service service, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(new GroupKind("", "Service"), service.name(), errors.list());
        }
    }

    @Override
    public synchronized void undo(Service now, @Nullable Service old) {
        releaseDifference(now, old);
    }

    @Override
    public synchronized void done(@Nullable Service now, @Nullable Service old) {
        if (old != null) {
            releaseDifference(old, now);
        }
    }

    private void releaseDifference(Service from, @Nullable Service kept) {
        var ips = ServiceTypes.clusterIps(from);
        var numbers = ServiceTypes.nodePorts(from);
        if (kept != null) {
            ips.removeAll(ServiceTypes.clusterIps(kept));
            numbers.removeAll(ServiceTypes.nodePorts(kept));
        }
        ips.forEach(ip -> release(ip, false));
        numbers.forEach(ports::giveBack);
    }

    private void release(String ip, boolean dryRun) {
        addresses.giveBack(IpAddress.of(ip));
        if (!dryRun) {
            records.giveBack(ip);
        }
    }
}
