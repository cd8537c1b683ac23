package dev.jong.scheduler.nodes;

import dev.jong.api.Quantity;
import dev.jong.api.rules.Resources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Small numbers for resource names, so that amounts stand in arrays. Scheduling thread only.
public final class ResourceIds {
    /// In thousandths of a CPU.
    public static final int CPU = 0;

    public static final int MEMORY = 1;
    public static final int EPHEMERAL_STORAGE = 2;

    /// Number of Pods; never asked for, only limited.
    public static final int PODS = 3;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    public ResourceIds() {
        for (var name :
                List.of(
                        Resources.CPU,
                        Resources.MEMORY,
                        Resources.EPHEMERAL_STORAGE,
                        Resources.PODS)) {
            id(name);
        }
    }

    public int id(String name) {
        var known = ids.get(name);
        if (known != null) {
            return known;
        }
        ids.put(name, names.size());
        names.add(name);
        return names.size() - 1;
    }

    public String name(int id) {
        return names.get(id);
    }

    public int size() {
        return names.size();
    }

    /// The amounts in their base units, by number.
    public long[] amounts(Map<String, Quantity> quantities) {
        var amounts = new long[4];
        for (var each : quantities.entrySet()) {
            var id = id(each.getKey());
            if (id >= amounts.length) {
                amounts = Arrays.copyOf(amounts, id + 1);
            }
            amounts[id] = id == CPU ? each.getValue().milliValue() : each.getValue().value();
        }
        return amounts;
    }
}
