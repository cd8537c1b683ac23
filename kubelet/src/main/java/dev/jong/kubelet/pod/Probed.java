package dev.jong.kubelet.pod;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What probes found so far, by the container's id in the runtime. No entry: not known yet.
public record Probed(
        Map<String, Boolean> startup,
        Map<String, Boolean> liveness,
        Map<String, Boolean> readiness) {
    public static final Probed NOTHING = new Probed(Map.of(), Map.of(), Map.of());

    public Probed {
        startup = Map.copyOf(startup);
        liveness = Map.copyOf(liveness);
        readiness = Map.copyOf(readiness);
    }

    boolean failedStartup(String id) {
        return Boolean.FALSE.equals(startup.get(id));
    }

    boolean failedLiveness(String id) {
        return Boolean.FALSE.equals(liveness.get(id));
    }

    @Nullable Boolean ready(String id) {
        return readiness.get(id);
    }
}
