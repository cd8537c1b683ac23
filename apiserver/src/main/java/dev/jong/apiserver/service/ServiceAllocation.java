package dev.jong.apiserver.service;

import dev.jong.api.GroupKind;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.registry.Allocation;
import dev.jong.apiserver.service.AllocationFigures.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Gives Services their addresses and node ports. What is given out is written down before the
/// Service is stored, where all servers of the cluster see it; what a crash leaves written down
/// without a Service, [ServiceRepair] gives back.
public final class ServiceAllocation implements Allocation<Service> {
    private static final FieldPath CLUSTER_IPS = FieldPath.of("spec", "clusterIPs");

    private final AddressPools addresses;
    private final IpFamilies families;
    private final AddressRecords records;
    private final PortAllocation ports;
    private final RandomGenerator random;
    private final AllocationFigures figures;

    /// @param addresses to give out
    ServiceAllocation(
            AddressPools addresses,
            AddressRecords records,
            PortAllocation ports,
            RandomGenerator random,
            AllocationFigures figures) {
        this.addresses = addresses;
        this.ports = ports;
        this.families = new IpFamilies(addresses.families());
        this.records = records;
        this.random = random;
        this.figures = figures;
    }

    @Override
    public Service allocate(Service now, @Nullable Service old, boolean dryRun) {
        var errors = new FieldErrors();
        var planned = families.complete(now, old, errors);
        refuse(planned, errors);
        var newIps = new ArrayList<String>();
        boolean done = false;
        try {
            var addressed = withAddresses(planned, old, newIps, dryRun);
            var complete = ports.allocate(addressed, old, dryRun);
            done = true;
            return complete;
        } finally {
            if (!done && !dryRun) {
                newIps.forEach(records::giveBack);
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
        String problem = null;
        var address = IpAddress.of(ip);
        var pool = addresses.usableFor(address);
        if (pool.isEmpty()) {
            problem = outside(address, dryRun);
        } else if (!take(service, ip, dryRun, pool.get(), Scope.STATIC)) {
            problem = "provided IP is already allocated";
        }
        if (problem != null) {
            var errors = new FieldErrors();
            errors.invalid(CLUSTER_IPS, all, "failed to allocate IP " + ip + ": " + problem);
            refuse(service, errors);
        }
        taken.add(ip);
    }

    /// A dry run names the range that it was tried in, as upstream does, which tries one alone.
    private String outside(IpAddress address, boolean dryRun) {
        var pools = addresses.of(address.family());
        if (!dryRun || pools.isEmpty()) {
            return "the provided network does not match the current range";
        }
        return "the provided IP (%s) is not in the valid range. The range of valid IPs is %s"
                .formatted(address, pools.getFirst().range());
    }

    private String claimAny(
            Service service, List<AddressPool> pools, List<String> taken, boolean dryRun) {
        var tried = new HashSet<IpAddress>();
        for (var pool : pools) {
            while (true) {
                var free =
                        pool.free(
                                ip -> tried.contains(ip) || records.isTaken(ip.toString()), random);
                if (free.isEmpty()) {
                    if (!dryRun) {
                        figures.notGiven(pool.range(), Scope.DYNAMIC);
                    }
                    break;
                }
                var ip = free.get().toString();
                if (take(service, ip, dryRun, pool, Scope.DYNAMIC)) {
                    taken.add(ip);
                    return ip;
                }
                // Another server gave it out just now.
                tried.add(free.get());
            }
        }
        throw ApiException.internal("failed to allocate a serviceIP: range is full");
    }

    /// A dry run takes nothing, and finds no address taken, as upstream's.
    private boolean take(
            Service service, String ip, boolean dryRun, AddressPool pool, Scope scope) {
        if (dryRun) {
            return true;
        }
        long start = System.nanoTime();
        boolean taken = records.take(ip, service);
        if (taken) {
            figures.given(pool.range(), scope, System.nanoTime() - start);
        } else {
            figures.notGiven(pool.range(), scope);
        }
        return taken;
    }

    static void refuse(Service service, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(new GroupKind("", "Service"), service.name(), errors.list());
        }
    }

    @Override
    public void undo(Service now, @Nullable Service old) {
        releaseDifference(now, old);
    }

    @Override
    public void done(@Nullable Service now, @Nullable Service old) {
        if (old != null) {
            releaseDifference(old, now);
        }
    }

    private void releaseDifference(Service from, @Nullable Service kept) {
        var ips = ServiceTypes.clusterIps(from);
        if (kept != null) {
            ips.removeAll(ServiceTypes.clusterIps(kept));
        }
        ips.forEach(records::giveBack);
        ports.releaseDifference(from, kept);
    }
}
