package dev.jong.controllers.daemonset;

import dev.jong.api.IntOrString;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.DaemonSetStatus;
import dev.jong.api.apps.v1.RollingUpdateDaemonSet;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.daemonset.DaemonPods.Place;
import dev.jong.controllers.pod.PodState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a DaemonSet needs next.
///
/// @param create nodes that need a Pod
/// @param delete Pods that are not wanted
/// @param failed of those, the ones that failed
record DaemonPlan(List<String> create, Set<Pod> delete, List<Pod> failed, DaemonSetStatus status) {
    private static final Comparator<Pod> OLDEST_FIRST =
            Comparator.comparing((Pod pod) ->
                            Objects.requireNonNullElse(
                                    pod.metadata().creationTimestamp(), Instant.EPOCH))
                    .thenComparing(Pod::name);

    /// @param hash of the newest template
    static DaemonPlan of(
            DaemonSet set, List<Node> nodes, List<Pod> pods, String hash, Instant now) {
        return new Planner(set, hash, now).plan(nodes, pods);
    }

    private static final class Planner {
        private final DaemonSet set;
        private final String hash;
        private final Instant now;
        private final List<String> create = new ArrayList<>();
        private final Set<Pod> delete = new LinkedHashSet<>();
        private final List<Pod> failed = new ArrayList<>();
        private int desired;
        private int current;
        private int misscheduled;
        private int ready;
        private int available;
        private int updated;

        Planner(DaemonSet set, String hash, Instant now) {
            this.set = set;
            this.hash = hash;
            this.now = now;
        }

        DaemonPlan plan(List<Node> nodes, List<Pod> pods) {
            var byNode = new HashMap<String, List<Pod>>();
            pods.stream()
                    .sorted(OLDEST_FIRST)
                    .forEach(pod ->
                            byNode.computeIfAbsent(DaemonPods.node(pod), _ -> new ArrayList<>())
                                    .add(pod));
            var wanted = new ArrayList<String>();
            for (var node : nodes) {
                var here = Objects.requireNonNullElse(byNode.remove(node.name()), List.<Pod>of());
                var place = DaemonPods.place(set, node);
                count(place, here);
                if (place.wanted()) {
                    wanted.add(node.name());
                }
                settle(node.name(), place, here);
                byNode.put(" " + node.name(), here);
            }
            byNode.forEach((node, here) -> {
                // meant for a node that is gone, and never got there
                if (!node.startsWith(" ")) {
                    here.stream()
                            .filter(pod -> pod.spec().nodeName() == null)
                            .filter(Planner::stays)
                            .forEach(delete::add);
                }
            });
            if ("RollingUpdate".equals(set.spec().updateStrategy().type())) {
                roll(wanted, byNode);
            }
            if (set.metadata().deletionTimestamp() != null) {
                return new DaemonPlan(List.of(), Set.of(), List.of(), status());
            }
            return new DaemonPlan(create, delete, failed, status());
        }

        private static boolean stays(Pod pod) {
            return !PodState.isTerminating(pod);
        }

        private void settle(String node, Place place, List<Pod> here) {
            if (!place.mayStay()) {
                here.stream().filter(Planner::stays).forEach(delete::add);
                return;
            }
            if (here.isEmpty()) {
                if (place.wanted()) {
                    create.add(node);
                }
                return;
            }
            var running = new ArrayList<Pod>();
            for (var pod : here) {
                if (PodState.isTerminating(pod)) {
                    continue;
                }
                if (PodState.isFinished(pod)) {
                    delete.add(pod);
                    failed.add(pod);
                } else {
                    running.add(pod);
                }
            }
            if (maxSurge() == 0) {
                running.stream().skip(1).forEach(delete::add);
            } else {
                running.stream().filter(this::isNew).skip(1).forEach(delete::add);
                running.stream().filter(pod -> !isNew(pod)).skip(1).forEach(delete::add);
            }
        }

        private void count(Place place, List<Pod> here) {
            if (!place.wanted()) {
                misscheduled += here.isEmpty() ? 0 : 1;
                return;
            }
            desired++;
            if (here.isEmpty()) {
                return;
            }
            current++;
            if (here.stream().anyMatch(PodState::isReady)) {
                ready++;
            }
            if (here.stream().anyMatch(this::isAvailable)) {
                available++;
            }
            if (here.stream().anyMatch(this::isNew)) {
                updated++;
            }
        }

        /// Replaces old Pods, as many at a time as may be missing, or may be there twice.
        private void roll(List<String> wanted, Map<String, List<Pod>> byNode) {
            int room = maxSurge() > 0 ? maxSurge() : maxUnavailable();
            var candidates = new ArrayList<Old>();
            for (var node : wanted) {
                var here = Objects.requireNonNullElse(byNode.get(" " + node), List.<Pod>of());
                var live =
                        here.stream()
                                .filter(Planner::stays)
                                .filter(pod -> !delete.contains(pod))
                                .toList();
                var fresh = live.stream().filter(this::isNew).findFirst().orElse(null);
                var old = live.stream().filter(pod -> !isNew(pod)).findFirst().orElse(null);
                room -=
                        maxSurge() > 0
                                ? surges(node, fresh, old, candidates)
                                : misses(node, fresh, old, candidates);
            }
            for (var candidate : candidates) {
                if (room-- <= 0) {
                    return;
                }
                if (maxSurge() > 0) {
                    create.add(candidate.node());
                } else {
                    delete.add(candidate.pod());
                }
            }
        }

        private record Old(String node, Pod pod) {}

        /// @return how many of those that may be missing this node takes up
        private int misses(
                String node, @Nullable Pod fresh, @Nullable Pod old, List<Old> candidates) {
            if (fresh != null) {
                return isAvailable(fresh) ? 0 : 1;
            }
            if (old == null) {
                return 1;
            }
            if (isAvailable(old)) {
                candidates.add(new Old(node, old));
            } else {
                delete.add(old);
            }
            return 0;
        }

        /// @return how many of those that may be there twice this node takes up
        private int surges(
                String node, @Nullable Pod fresh, @Nullable Pod old, List<Old> candidates) {
            if (old == null) {
                return 0;
            }
            if (fresh != null) {
                if (isAvailable(fresh)) {
                    delete.add(old);
                    return 0;
                }
                return 1;
            }
            if (isAvailable(old)) {
                candidates.add(new Old(node, old));
            } else {
                create.add(node);
            }
            return 0;
        }

        private boolean isNew(Pod pod) {
            return DaemonPods.isUpdated(pod, hash);
        }

        private boolean isAvailable(Pod pod) {
            return PodState.isAvailable(pod, set.spec().minReadySeconds(), now);
        }

        private int maxSurge() {
            return Objects.requireNonNullElse(rolling().maxSurge(), IntOrString.of(0))
                    .scaled(desired, true);
        }

        private int maxUnavailable() {
            return Objects.requireNonNullElse(rolling().maxUnavailable(), IntOrString.of(1))
                    .scaled(desired, true);
        }

        private RollingUpdateDaemonSet rolling() {
            return Objects.requireNonNullElse(
                    set.spec().updateStrategy().rollingUpdate(), RollingUpdateDaemonSet.EMPTY);
        }

        private DaemonSetStatus status() {
            return set.status().toBuilder()
                    .observedGeneration(set.metadata().generation())
                    .desiredNumberScheduled(desired)
                    .currentNumberScheduled(current)
                    .numberMisscheduled(misscheduled)
                    .numberReady(ready)
                    .numberAvailable(available)
                    .numberUnavailable(desired - available)
                    .updatedNumberScheduled(updated)
                    .build();
        }
    }
}
