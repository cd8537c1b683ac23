package dev.jong.controllers.nodelifecycle;

import dev.jong.api.core.v1.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How fast nodes may be emptied, zone by zone: if many fall silent at once the fault is likely
/// ours.
///
/// Used by one thread.
final class Zones {
    private static final double USUAL = 0.1;
    private static final double REDUCED = 0.01;
    private static final double UNHEALTHY = 0.55;
    private static final int LARGE = 50;
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String REGION = "topology.kubernetes.io/region";
    private static final Duration NEVER = Duration.ofDays(1);

    private final Map<String, Instant> last = new HashMap<>();
    private Map<String, Duration> pauses = Map.of();
    private boolean allSilent;

    static String of(Node node) {
        var labels = node.metadata().labels();
        var region = Objects.requireNonNullElse(labels.get(REGION), "");
        var zone = Objects.requireNonNullElse(labels.get(ZONE), "");
        return region.isEmpty() && zone.isEmpty() ? "" : region + ":\0:" + zone;
    }

    /// Takes in how the nodes are now.
    void look(Collection<Node> nodes) {
        var byZone = new HashMap<String, List<Node>>();
        nodes.forEach(node -> byZone.computeIfAbsent(of(node), _ -> new ArrayList<>()).add(node));
        var now = new HashMap<String, Duration>();
        byZone.forEach((zone, members) -> now.put(zone, pause(members)));
        pauses = now;
        allSilent = !nodes.isEmpty() && nodes.stream().noneMatch(Zones::isReady);
    }

    /// No node at all is ready: nothing is to be evicted.
    boolean allSilent() {
        return allSilent;
    }

    /// Whether a node of the zone may be emptied now; counts if so.
    boolean mayEvict(String zone, Instant now) {
        var before = last.get(zone);
        var pause = pauses.getOrDefault(zone, NEVER);
        if (pause.equals(NEVER) || (before != null && now.isBefore(before.plus(pause)))) {
            return false;
        }
        last.put(zone, now);
        return true;
    }

    private static Duration pause(List<Node> members) {
        long silent = members.stream().filter(node -> !isReady(node)).count();
        boolean partly =
                silent < members.size()
                        && silent > 2
                        && (double) silent / members.size() >= UNHEALTHY;
        if (!partly) {
            return perSecond(USUAL);
        }
        return members.size() > LARGE ? perSecond(REDUCED) : NEVER;
    }

    private static boolean isReady(Node node) {
        return NodeConditions.ready(node).equals("True");
    }

    private static Duration perSecond(double rate) {
        return Duration.ofMillis((long) (1000 / rate));
    }
}
