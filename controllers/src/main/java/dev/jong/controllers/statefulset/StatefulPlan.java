package dev.jong.controllers.statefulset;

import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.pod.PodState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a StatefulSet needs next: in order, one Pod at a time, unless it may do all at once.
///
/// @param steps to be taken in this order
/// @param replaced how many Pods of the current revision are deleted to be updated
record StatefulPlan(List<Step> steps, int replaced) {
    StatefulPlan {
        steps = List.copyOf(steps);
    }

    sealed interface Step {
        int ordinal();

        record Create(int ordinal, boolean updated) implements Step {}

        record Delete(int ordinal, Pod pod) implements Step {}

        /// Give the Pod the labels, volumes and claims it must have.
        record Correct(int ordinal, Pod pod) implements Step {}

        /// Make the claims that a waiting Pod needs.
        record Claim(int ordinal, Pod pod) implements Step {}
    }

    /// @param pods the set's own
    /// @param updateRevision the name of the newest revision
    static StatefulPlan of(StatefulSet set, List<Pod> pods, String updateRevision, Instant now) {
        return new Planner(set, updateRevision, now).plan(pods);
    }

    private static final class Planner {
        private final StatefulSet set;
        private final Ordinals ordinals;
        private final String updateRevision;
        private final Instant now;
        private final boolean inOrder;
        private final TreeMap<Integer, Pod> wanted = new TreeMap<>();
        private final TreeMap<Integer, Pod> surplus = new TreeMap<>(Comparator.reverseOrder());
        private final List<Step> steps = new ArrayList<>();

        Planner(StatefulSet set, String updateRevision, Instant now) {
            this.set = set;
            this.ordinals = Ordinals.of(set);
            this.updateRevision = updateRevision;
            this.now = now;
            this.inOrder = !"Parallel".equals(set.spec().podManagementPolicy());
        }

        StatefulPlan plan(List<Pod> pods) {
            for (var pod : pods) {
                ordinals.of(pod)
                        .ifPresent(ordinal ->
                                (ordinals.contains(ordinal) ? wanted : surplus).put(ordinal, pod));
            }
            if (set.metadata().deletionTimestamp() != null) {
                return new StatefulPlan(steps, 0);
            }
            int replaced = fill() && shrink() ? update() : 0;
            return new StatefulPlan(steps, replaced);
        }

        /// @return whether all that are wanted are there and well, or need not be waited for
        private boolean fill() {
            for (int ordinal = ordinals.start();
                    ordinal < ordinals.start() + ordinals.count();
                    ordinal++) {
                var pod = wanted.get(ordinal);
                boolean goesOn = pod == null ? create(ordinal) : keep(ordinal, pod);
                if (inOrder && !goesOn) {
                    return false;
                }
            }
            return true;
        }

        private boolean create(int ordinal) {
            steps.add(new Step.Create(ordinal, ordinal >= ordinals.start() + partition()));
            return false;
        }

        private boolean keep(int ordinal, Pod pod) {
            if (PodState.isFinished(pod)) {
                if (!PodState.isTerminating(pod)) {
                    steps.add(new Step.Delete(ordinal, pod));
                }
                return false;
            }
            if (PodState.phase(pod).equals("Pending")) {
                steps.add(new Step.Claim(ordinal, pod));
            }
            if (inOrder && isUnavailable(pod)) {
                return false;
            }
            if (!Replicas.isCorrect(set, pod, ordinal)) {
                steps.add(new Step.Correct(ordinal, pod));
            }
            return true;
        }

        private boolean shrink() {
            var firstIll = firstIll();
            for (var entry : surplus.entrySet()) {
                var pod = entry.getValue();
                if (PodState.isTerminating(pod)) {
                    if (inOrder) {
                        return false;
                    }
                    continue;
                }
                if (inOrder && !isWell(pod) && !pod.equals(firstIll)) {
                    return false;
                }
                steps.add(new Step.Delete(entry.getKey(), pod));
                if (inOrder) {
                    return false;
                }
            }
            return true;
        }

        /// The lowest Pod that is not available; Pods that are not there yet come first.
        private @Nullable Pod firstIll() {
            if (wanted.size() < ordinals.count()) {
                return null;
            }
            for (var pod : wanted.values()) {
                if (isUnavailable(pod)) {
                    return pod;
                }
            }
            return surplus.descendingMap().values().stream()
                    .filter(this::isUnavailable)
                    .findFirst()
                    .orElse(null);
        }

        /// @return how many Pods are deleted to come back with the newest template
        private int update() {
            if ("OnDelete".equals(set.spec().updateStrategy().type())) {
                return 0;
            }
            int last = ordinals.start() + ordinals.count() - 1;
            for (int ordinal = last; ordinal >= ordinals.start() + updatedFrom(); ordinal--) {
                var pod = wanted.get(ordinal);
                if (pod == null) {
                    return 0;
                }
                if (!Replicas.revision(pod).equals(updateRevision)
                        && !PodState.isTerminating(pod)) {
                    steps.add(new Step.Delete(ordinal, pod));
                    return 1;
                }
                if (isUnavailable(pod)) {
                    return 0;
                }
            }
            return 0;
        }

        /// How many of the first Pods are made from the current template.
        private int partition() {
            if ("OnDelete".equals(set.spec().updateStrategy().type())) {
                return 0;
            }
            var rolling = set.spec().updateStrategy().rollingUpdate();
            return rolling == null
                    ? set.status().currentReplicas()
                    : Objects.requireNonNullElse(rolling.partition(), 0);
        }

        /// Without `rollingUpdate` every Pod is brought to the newest template.
        private int updatedFrom() {
            return set.spec().updateStrategy().rollingUpdate() == null ? 0 : partition();
        }

        private boolean isWell(Pod pod) {
            return PodState.phase(pod).equals("Running")
                    && PodState.isAvailable(pod, set.spec().minReadySeconds(), now);
        }

        private boolean isUnavailable(Pod pod) {
            return !isWell(pod) || PodState.isTerminating(pod);
        }
    }
}
