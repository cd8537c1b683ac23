package dev.jong.controllers.nodelifecycle;

import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// When a node was last heard of, by our own clock.
///
/// @param heartbeat the last one seen in its condition `Ready`
/// @param renewed the last one seen in its Lease
/// @param heard when either last changed
record NodeHealth(@Nullable Instant heartbeat, @Nullable Instant renewed, Instant heard) {
    /// @param before null: the node is new to us
    static NodeHealth observe(
            @Nullable NodeHealth before, Node node, @Nullable Lease lease, Instant now) {
        var ready = NodeConditions.find(node, "Ready");
        var heartbeat = ready.map(NodeCondition::lastHeartbeatTime).orElse(null);
        var renewed = lease == null ? null : lease.spec().renewTime();
        if (before == null) {
            var created = Objects.requireNonNullElse(node.metadata().creationTimestamp(), now);
            return new NodeHealth(
                    heartbeat, renewed, ready.isEmpty() && renewed == null ? created : now);
        }
        boolean beat = !Objects.equals(heartbeat, before.heartbeat);
        boolean renewal =
                renewed != null && (before.renewed == null || before.renewed.isBefore(renewed));
        return new NodeHealth(heartbeat, renewed, beat || renewal ? now : before.heard);
    }

    boolean isSilent(Duration grace, Instant now) {
        return now.isAfter(heard.plus(grace));
    }

    NodeHealth heardAt(Instant now) {
        return new NodeHealth(heartbeat, renewed, now);
    }
}
