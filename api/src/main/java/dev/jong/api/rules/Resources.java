package dev.jong.api.rules;

import dev.jong.api.Quantity;
import java.util.HashMap;
import java.util.Map;

/// Sums and maxima of amounts by resource name. Keys that one side lacks count as zero.
public final class Resources {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    public static final String PODS = "pods";
    public static final String HUGE_PAGES_PREFIX = "hugepages-";

    private Resources() {}

    public static Map<String, Quantity> sum(Map<String, Quantity> a, Map<String, Quantity> b) {
        if (a.isEmpty()) {
            return b;
        }
        if (b.isEmpty()) {
            return a;
        }
        var sum = new HashMap<>(a);
        add(sum, b);
        return sum;
    }

    public static Map<String, Quantity> max(Map<String, Quantity> a, Map<String, Quantity> b) {
        if (a.isEmpty()) {
            return b;
        }
        if (b.isEmpty()) {
            return a;
        }
        var max = new HashMap<>(a);
        raise(max, b);
        return max;
    }

    static void add(Map<String, Quantity> total, Map<String, Quantity> more) {
        more.forEach((name, amount) -> total.merge(name, amount, Quantity::add));
    }

    static void raise(Map<String, Quantity> total, Map<String, Quantity> other) {
        other.forEach((name, amount) -> total.merge(name, amount, Quantity::max));
    }

    /// A resource that may be claimed for a whole Pod.
    public static boolean isPodLevel(String name) {
        return name.equals(CPU) || name.equals(MEMORY) || name.startsWith(HUGE_PAGES_PREFIX);
    }
}
