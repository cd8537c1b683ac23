package dev.jong.proxy;

import dev.jong.api.core.v1.Node;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Whether rules follow what the API server says: a change that has waited too long means that they
/// do not.
final class ProxyHealth {
    /// As long as upstream's proxy takes between whole looks, twice.
    static final Duration LATE = Duration.ofMinutes(1);

    private static final String TO_BE_DELETED = "ToBeDeletedByClusterAutoscaler";

    /// Both guarded by `this`.
    private final Map<Family, Instant> applied = new EnumMap<>(Family.class);

    private final Map<Family, Instant> waiting = new EnumMap<>(Family.class);

    synchronized void queued(Family family, Instant now) {
        waiting.putIfAbsent(family, now);
    }

    synchronized void applied(Family family, Instant now) {
        waiting.remove(family);
        applied.put(family, now);
    }

    /// What both health pages tell.
    ///
    /// @param text as JSON
    record Report(boolean healthy, JsonObject text) {
        Report withNode(boolean eligible) {
            return new Report(
                    healthy && eligible, text.with("nodeEligible", JsonBoolean.of(eligible)));
        }
    }

    synchronized Report report(Instant now) {
        boolean healthy = true;
        var last = Instant.EPOCH;
        var families = JsonObject.EMPTY;
        for (var entry : applied.entrySet()) {
            var since = waiting.get(entry.getKey());
            boolean well = since == null || Duration.between(since, now).compareTo(LATE) < 0;
            healthy &= well;
            last = entry.getValue().isAfter(last) ? entry.getValue() : last;
            families =
                    families.with(
                            entry.getKey().addressType(),
                            JsonObject.of("lastUpdated", time(entry.getValue()))
                                    .with("healthy", JsonBoolean.of(well)));
        }
        return new Report(
                healthy,
                JsonObject.of("lastUpdated", time(healthy ? now : last))
                        .with("currentTime", time(now))
                        .with("healthy", JsonBoolean.of(healthy))
                        .with("status", families));
    }

    private static JsonText time(Instant at) {
        return new JsonText(at.toString());
    }

    /// Whether traffic from outside is to come to a node: not to one that is going away.
    static boolean isEligible(Optional<Node> node) {
        return node.filter(each -> each.metadata().deletionTimestamp() == null)
                .map(each ->
                        each.spec().taints().stream()
                                .noneMatch(taint -> TO_BE_DELETED.equals(taint.key())))
                .orElse(false);
    }
}
