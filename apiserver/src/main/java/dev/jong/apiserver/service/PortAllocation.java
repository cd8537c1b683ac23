package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The ports of the nodes that Services may have, all those of one Service at once.
final class PortAllocation {
    private static final FieldPath PORTS = FieldPath.of("spec", "ports");
    private static final int TRIES = 16;

    private final int first;
    private final int last;
    private final Pool pool;
    private final PortRecords records;
    private final RandomGenerator random;
    private final AllocationFigures figures;

    /// @param last included
    PortAllocation(
            int first,
            int last,
            PortRecords records,
            RandomGenerator random,
            AllocationFigures figures) {
        this.figures = figures;
        this.first = first;
        this.last = last;
        this.pool = Pool.of(last - first + 1L, 32, 128);
        this.records = records;
        this.random = random;
    }

    Service allocate(Service service, @Nullable Service old, boolean dryRun) {
        var held = old == null ? Set.<Integer>of() : ServiceTypes.nodePorts(old);
        for (int i = 0; i < TRIES; i++) {
            var plan = new Plan(held, dryRun);
            var complete = plan.complete(service);
            if (dryRun || plan.added.isEmpty() || records.take(plan.added)) {
                plan.tell();
                return complete;
            }
            // Another server was faster: look again at what is left.
        }
        throw ApiException.serviceUnavailable("too many servers give out node ports, try again");
    }

    /// How many there are.
    long size() {
        return pool.size();
    }

    /// How many are held.
    int held() {
        return records.taken().size();
    }

    void releaseDifference(Service from, @Nullable Service kept) {
        var numbers = ServiceTypes.nodePorts(from);
        if (kept != null) {
            numbers.removeAll(ServiceTypes.nodePorts(kept));
        }
        if (!numbers.isEmpty()) {
            records.giveBack(numbers);
        }
    }

    /// What one Service is to get, as the records stand.
    private final class Plan {
        private final Set<Integer> held;
        private final boolean dryRun;
        private final Set<Integer> added = new HashSet<>();
        private @Nullable Set<Integer> taken;
        private int wished;

        Plan(Set<Integer> held, boolean dryRun) {
            this.held = held;
            this.dryRun = dryRun;
        }

        void tell() {
            if (!dryRun) {
                figures.portsGiven(wished, AllocationFigures.Scope.STATIC);
                figures.portsGiven(added.size() - wished, AllocationFigures.Scope.DYNAMIC);
            }
        }

        Service complete(Service service) {
            var spec = service.spec();
            var given = new ArrayList<ServicePort>();
            var byNumber = new HashMap<Integer, Integer>();
            for (int i = 0; i < spec.ports().size(); i++) {
                var port = spec.ports().get(i);
                int number = port.nodePort();
                if (number != 0) {
                    claim(service, number, PORTS.index(i).child("nodePort"));
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
                int number = byNumber.computeIfAbsent(port.port(), _ -> any());
                given.add(port.withNodePort(isUsed(given, port, number) ? any() : number));
            }
            return service.withSpec(
                    spec.withPorts(given).withHealthCheckNodePort(healthPort(service)));
        }

        private static boolean isUsed(List<ServicePort> given, ServicePort port, int number) {
            var protocol = String.valueOf(port.protocol());
            return given.stream()
                    .anyMatch(other ->
                            other.nodePort() == number
                                    && String.valueOf(other.protocol()).equals(protocol));
        }

        private int healthPort(Service service) {
            int asked = service.spec().healthCheckNodePort();
            if (asked != 0) {
                claim(service, asked, FieldPath.of("spec", "healthCheckNodePort"));
                return asked;
            }
            return ServiceTypes.needsHealthPort(service) ? any() : 0;
        }

        private void claim(Service service, int number, FieldPath path) {
            if (held.contains(number) || added.contains(number)) {
                return;
            }
            var errors = new FieldErrors();
            boolean within = pool.contains(number - first);
            if (!within && dryRun) {
                // Upstream looks only whether it is taken.
                return;
            }
            if (!within) {
                errors.invalid(
                        path,
                        number,
                        "provided port is not in the valid range. The range of valid ports is "
                                + first
                                + "-"
                                + last);
            } else if (taken().contains(number)) {
                errors.invalid(path, number, "provided port is already allocated");
            }
            if (!errors.isEmpty() && !dryRun) {
                figures.portNotGiven(AllocationFigures.Scope.STATIC);
            }
            ServiceAllocation.refuse(service, errors);
            added.add(number);
            wished++;
        }

        private int any() {
            var free = pool.free(number -> isTaken((int) (first + number)), random);
            if (free.isEmpty()) {
                if (!dryRun) {
                    figures.portNotGiven(AllocationFigures.Scope.DYNAMIC);
                }
                throw ApiException.internal("failed to allocate a nodePort: range is full");
            }
            int number = (int) (first + free.getAsLong());
            added.add(number);
            return number;
        }

        private boolean isTaken(int port) {
            return added.contains(port) || held.contains(port) || taken().contains(port);
        }

        /// Read when it is first needed: most Services have no node port.
        private Set<Integer> taken() {
            var known = taken;
            if (known == null) {
                known = records.taken();
                taken = known;
            }
            return known;
        }
    }
}
