package dev.jong.kubelet.pod;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PodSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// `Guaranteed`, `Burstable` or `BestEffort`, from what the containers request and are limited to.
final class QosClass {
    static final String GUARANTEED = "Guaranteed";
    static final String BURSTABLE = "Burstable";
    static final String BEST_EFFORT = "BestEffort";

    private QosClass() {}

    static String of(PodSpec spec) {
        var level = spec.resources();
        if (level != null && !(level.requests().isEmpty() && level.limits().isEmpty())) {
            return of(Stream.of(Container.EMPTY.withResources(level)).toList());
        }
        return of(
                Stream.concat(spec.containers().stream(), spec.initContainers().stream()).toList());
    }

    private static String of(java.util.List<Container> containers) {
        var requests = new HashMap<String, Quantity>();
        var limits = new HashMap<String, Quantity>();
        boolean guaranteed = true;
        for (var container : containers) {
            add(requests, container.resources().requests());
            var limited = add(limits, container.resources().limits());
            guaranteed &= limited == 2;
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return BEST_EFFORT;
        }
        return guaranteed && sameWhereRequested(requests, limits) ? GUARANTEED : BURSTABLE;
    }

    /// Adds processor and memory; answers how many of the two were given.
    private static int add(Map<String, Quantity> sums, Map<String, Quantity> more) {
        int given = 0;
        for (var name : java.util.List.of("cpu", "memory")) {
            var quantity = more.get(name);
            if (quantity != null && quantity.signum() > 0) {
                sums.merge(name, quantity, Quantity::add);
                given++;
            }
        }
        return given;
    }

    private static boolean sameWhereRequested(
            Map<String, Quantity> requests, Map<String, Quantity> limits) {
        return requests.size() == limits.size()
                && requests.entrySet().stream()
                        .allMatch(each ->
                                limits.containsKey(each.getKey())
                                        && each.getValue().compareTo(limits.get(each.getKey()))
                                                == 0);
    }
}
