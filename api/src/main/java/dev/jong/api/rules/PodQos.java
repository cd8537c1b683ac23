package dev.jong.api.rules;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceRequirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A Pod's quality of service: who is stopped first when a node runs short.
public final class PodQos {
    public static final String GUARANTEED = "Guaranteed";
    public static final String BURSTABLE = "Burstable";
    public static final String BEST_EFFORT = "BestEffort";

    private PodQos() {}

    /// The class noted in the status, or else computed.
    public static String of(Pod pod) {
        var noted = pod.status().qosClass();
        return noted != null ? noted : compute(pod);
    }

    public static String compute(Pod pod) {
        var requests = new HashMap<String, Quantity>();
        var limits = new HashMap<String, Quantity>();
        boolean limited = true;
        for (var resources : counted(pod)) {
            Resources.add(requests, counted(resources.requests()));
            var own = counted(resources.limits());
            Resources.add(limits, own);
            limited &= own.size() == 2;
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return BEST_EFFORT;
        }
        return limited && requests.equals(limits) ? GUARANTEED : BURSTABLE;
    }

    private static List<ResourceRequirements> counted(Pod pod) {
        var whole = pod.spec().resources();
        if (whole != null) {
            return List.of(whole);
        }
        var all = new ArrayList<ResourceRequirements>();
        pod.spec().containers().forEach(container -> all.add(container.resources()));
        pod.spec().initContainers().forEach(container -> all.add(container.resources()));
        return all;
    }

    /// Only cpu and memory above zero count.
    private static Map<String, Quantity> counted(Map<String, Quantity> amounts) {
        var counted = new HashMap<String, Quantity>();
        for (var name : List.of(Resources.CPU, Resources.MEMORY)) {
            var amount = amounts.get(name);
            if (amount != null && amount.signum() > 0) {
                counted.put(name, amount);
            }
        }
        return counted;
    }
}
