package dev.jong.controllers.endpointslice;

import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointPort;
import dev.jong.api.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which slices to write so that they hold the desired endpoints, with as few writes as can be.
record SlicePlan(
        List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {
    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String HEADLESS = "service.kubernetes.io/headless";

    /// @param template an empty slice with the labels, owner and family that all slices get
    /// @param most endpoints in one slice
    static SlicePlan of(
            EndpointSlice template,
            Map<List<EndpointPort>, List<Endpoint>> desired,
            List<EndpointSlice> existing,
            int most) {
        var byPorts = new LinkedHashMap<List<EndpointPort>, List<EndpointSlice>>();
        existing.forEach(slice ->
                byPorts.computeIfAbsent(sorted(slice.ports()), _ -> new ArrayList<>()).add(slice));
        var create = new ArrayList<EndpointSlice>();
        var update = new ArrayList<EndpointSlice>();
        var delete = new ArrayList<EndpointSlice>();
        desired.forEach((ports, endpoints) -> {
            var group =
                    Objects.requireNonNullElse(
                            byPorts.remove(sorted(ports)), List.<EndpointSlice>of());
            var filled = new Filling(template.withPorts(ports), most).fill(endpoints, group);
            create.addAll(filled.create());
            update.addAll(filled.update());
            delete.addAll(filled.delete());
        });
        byPorts.values().forEach(delete::addAll);
        if (existing.size() == delete.size() && create.isEmpty()) {
            if (delete.size() == 1 && isPlaceholder(delete.getFirst(), template)) {
                delete.clear();
            } else {
                create.add(template);
            }
        }
        return reusing(create, update, delete);
    }

    private static boolean isPlaceholder(EndpointSlice slice, EndpointSlice template) {
        return slice.endpoints().isEmpty()
                && slice.ports().isEmpty()
                && slice.metadata().labels().equals(template.metadata().labels());
    }

    /// Slices that would be deleted become those that would be created.
    private static SlicePlan reusing(
            List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {
        while (!create.isEmpty() && !delete.isEmpty()) {
            var old = delete.removeFirst();
            var fresh = create.removeLast();
            update.add(fresh.withMetadata(old.metadata().withLabels(fresh.metadata().labels())));
        }
        return new SlicePlan(create, update, delete);
    }

    private static List<EndpointPort> sorted(List<EndpointPort> ports) {
        return ports.stream().sorted(Comparator.comparing(EndpointPort::toString)).toList();
    }

    /// One group of slices that serve the same ports.
    private record Filling(EndpointSlice template, int most) {
        SlicePlan fill(List<Endpoint> desired, List<EndpointSlice> existing) {
            var left = new LinkedHashMap<Identity, Endpoint>();
            desired.forEach(endpoint -> left.put(Identity.of(endpoint), endpoint));
            var changed = new ArrayList<EndpointSlice>();
            var same = new ArrayList<EndpointSlice>();
            var delete = new ArrayList<EndpointSlice>();
            for (var slice : existing) {
                var kept = kept(slice, left);
                var now =
                        slice.withEndpoints(kept)
                                .mapMetadata(metadata -> metadata.withLabels(labels(slice)));
                if (kept.isEmpty() && !slice.endpoints().isEmpty()) {
                    delete.add(slice);
                } else if (now.equals(slice)) {
                    same.add(slice);
                } else {
                    changed.add(now);
                }
            }
            changed.sort(
                    Comparator.comparingInt((EndpointSlice slice) -> slice.endpoints().size())
                            .reversed());
            var rest = new ArrayList<>(left.values());
            changed.replaceAll(slice -> filled(slice, rest));
            var create = new ArrayList<EndpointSlice>();
            while (!rest.isEmpty()) {
                var room = rest.size() < most ? roomiest(same, rest.size()) : null;
                if (room == null) {
                    create.add(filled(template, rest));
                } else {
                    same.remove(room);
                    changed.add(filled(room, rest));
                }
            }
            return new SlicePlan(create, changed, delete);
        }

        /// What stays in a slice, in its order; takes it from `left`.
        private static List<Endpoint> kept(EndpointSlice slice, Map<Identity, Endpoint> left) {
            var kept = new ArrayList<Endpoint>();
            for (var endpoint : slice.endpoints()) {
                var wanted = left.remove(Identity.of(endpoint));
                if (wanted != null) {
                    kept.add(wanted);
                }
            }
            return kept;
        }

        private Map<String, String> labels(EndpointSlice slice) {
            var wanted = template.metadata().labels();
            return plain(slice.metadata().labels()).equals(plain(wanted))
                    ? slice.metadata().labels()
                    : wanted;
        }

        private static Map<String, String> plain(Map<String, String> labels) {
            var rest = new HashMap<>(labels);
            rest.remove(SERVICE);
            rest.remove(MANAGED_BY);
            rest.remove(HEADLESS);
            return rest;
        }

        private EndpointSlice filled(EndpointSlice slice, List<Endpoint> rest) {
            int room = Math.min(most - slice.endpoints().size(), rest.size());
            if (room <= 0) {
                return slice;
            }
            var more = new ArrayList<>(slice.endpoints());
            var taken = rest.subList(0, room);
            more.addAll(taken);
            taken.clear();
            return slice.withEndpoints(more);
        }

        /// The slice that is fullest once all of them are in; null if they fit in none.
        private @Nullable EndpointSlice roomiest(List<EndpointSlice> slices, int count) {
            return slices.stream()
                    .filter(slice -> slice.endpoints().size() + count <= most)
                    .max(Comparator.comparingInt(slice -> slice.endpoints().size()))
                    .orElse(null);
        }
    }

    /// What makes an endpoint the same one, whatever its conditions.
    private record Identity(List<String> addresses, @Nullable String uid, @Nullable String node) {
        static Identity of(Endpoint endpoint) {
            var target = endpoint.targetRef();
            return new Identity(
                    endpoint.addresses(),
                    target == null ? null : target.uid(),
                    endpoint.nodeName());
        }
    }
}
