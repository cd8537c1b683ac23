package dev.jong.controllers.deployment;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.DeploymentCondition;
import dev.jong.api.apps.v1.DeploymentStatus;
import dev.jong.api.apps.v1.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a Deployment's status says about its rollout.
final class Progress {
    static final String PROGRESSING = "Progressing";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";
    private static final String AVAILABLE = "Available";
    private static final String FAILURE = "ReplicaFailure";
    private static final String COMPLETE = "NewReplicaSetAvailable";

    private Progress() {}

    /// The counts and the condition `Available`.
    static DeploymentStatus counted(
            Deployment deployment, @Nullable ReplicaSet fresh, List<ReplicaSet> all, Instant now) {
        int available = Fenceposts.available(all);
        var status =
                deployment.status().toBuilder()
                        .observedGeneration(deployment.metadata().generation())
                        .replicas(all.stream().mapToInt(set -> set.status().replicas()).sum())
                        .updatedReplicas(fresh == null ? 0 : fresh.status().replicas())
                        .readyReplicas(
                                all.stream().mapToInt(set -> set.status().readyReplicas()).sum())
                        .availableReplicas(available)
                        .unavailableReplicas(Math.max(0, Fenceposts.replicas(all) - available))
                        .terminatingReplicas(terminating(all))
                        .build();
        boolean enough = available >= Fenceposts.of(deployment).least();
        var condition =
                enough
                        ? condition(
                                AVAILABLE,
                                "True",
                                "MinimumReplicasAvailable",
                                "Deployment has minimum availability.",
                                now)
                        : condition(
                                AVAILABLE,
                                "False",
                                "MinimumReplicasUnavailable",
                                "Deployment does not have minimum availability.",
                                now);
        return set(status, condition);
    }

    /// Unknown as soon as one ReplicaSet that was seen does not tell.
    private static @Nullable Integer terminating(List<ReplicaSet> all) {
        int sum = 0;
        for (var set : all) {
            var terminating = set.status().terminatingReplicas();
            if (terminating == null && set.status().observedGeneration() != 0) {
                return null;
            }
            sum += Objects.requireNonNullElse(terminating, 0);
        }
        return sum;
    }

    /// The whole status during a rollout.
    static DeploymentStatus status(
            Deployment deployment, @Nullable ReplicaSet fresh, List<ReplicaSet> all, Instant now) {
        var status = counted(deployment, fresh, all, now);
        var deadline = deadline(deployment);
        var current = find(deployment.status(), PROGRESSING);
        if (deadline.isEmpty()) {
            status = remove(status, PROGRESSING);
        } else if (!(status.replicas() == status.updatedReplicas()
                && current != null
                && COMPLETE.equals(current.reason()))) {
            status = progress(deployment, fresh, status, deadline.get(), now);
        }
        var failure = failure(fresh, all);
        return failure == null ? remove(status, FAILURE) : set(status, failure);
    }

    private static DeploymentStatus progress(
            Deployment deployment,
            @Nullable ReplicaSet fresh,
            DeploymentStatus status,
            Duration deadline,
            Instant now) {
        var who =
                fresh == null
                        ? "Deployment \"" + deployment.name() + "\""
                        : "ReplicaSet \"" + fresh.name() + "\"";
        if (isComplete(deployment, status)) {
            return set(
                    status,
                    condition(
                            PROGRESSING,
                            "True",
                            COMPLETE,
                            who + " has successfully progressed.",
                            now));
        }
        var current = find(deployment.status(), PROGRESSING);
        if (moved(deployment.status(), status)) {
            var moving =
                    condition(
                            PROGRESSING,
                            "True",
                            "ReplicaSetUpdated",
                            who + " is progressing.",
                            now);
            if (current != null && current.status().equals("True")) {
                moving = moving.withLastTransitionTime(current.lastTransitionTime());
            }
            // set anew even for the same reason: the time of the last progress counts
            return set(remove(status, PROGRESSING), moving);
        }
        if (timedOut(current, deadline, now)) {
            return set(
                    status,
                    condition(
                            PROGRESSING,
                            "False",
                            TIMED_OUT,
                            who + " has timed out progressing.",
                            now));
        }
        return status;
    }

    static boolean isComplete(Deployment deployment, DeploymentStatus status) {
        int desired = Fenceposts.desired(deployment);
        return status.updatedReplicas() == desired
                && status.replicas() == desired
                && status.availableReplicas() == desired
                && status.observedGeneration() >= deployment.metadata().generation();
    }

    private static boolean moved(DeploymentStatus before, DeploymentStatus now) {
        return now.updatedReplicas() > before.updatedReplicas()
                || now.replicas() - now.updatedReplicas()
                        < before.replicas() - before.updatedReplicas()
                || now.readyReplicas() > before.readyReplicas()
                || now.availableReplicas() > before.availableReplicas();
    }

    private static boolean timedOut(
            @Nullable DeploymentCondition current, Duration deadline, Instant now) {
        if (current == null || COMPLETE.equals(current.reason())) {
            return false;
        }
        var last = current.lastUpdateTime();
        return TIMED_OUT.equals(current.reason())
                || (last != null && last.plus(deadline).isBefore(now));
    }

    /// When to look whether the deadline has passed; empty if there is nothing to wait for.
    static Optional<Duration> nextLook(
            Deployment deployment, DeploymentStatus status, Instant now) {
        var deadline = deadline(deployment);
        var current = find(status, PROGRESSING);
        if (deadline.isEmpty() || current == null || isComplete(deployment, status)) {
            return Optional.empty();
        }
        var last = current.lastUpdateTime();
        if (TIMED_OUT.equals(current.reason()) || last == null) {
            return Optional.empty();
        }
        var left = Duration.between(now, last.plus(deadline.get()));
        return Optional.of((left.isNegative() ? Duration.ZERO : left).plusSeconds(1));
    }

    /// Empty where the Deployment sets none.
    static Optional<Duration> deadline(Deployment deployment) {
        var seconds = deployment.spec().progressDeadlineSeconds();
        return seconds == null || seconds == Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(seconds));
    }

    /// What keeps Pods from being made, of the new ReplicaSet first.
    private static @Nullable DeploymentCondition failure(
            @Nullable ReplicaSet fresh, List<ReplicaSet> all) {
        var ordered = new ArrayList<ReplicaSet>();
        if (fresh != null) {
            ordered.add(fresh);
        }
        ordered.addAll(all);
        for (var set : ordered) {
            for (var condition : set.status().conditions()) {
                if (condition.type().equals(FAILURE)) {
                    return DeploymentCondition.builder()
                            .type(FAILURE)
                            .status(condition.status())
                            .reason(condition.reason())
                            .message(condition.message())
                            .lastTransitionTime(condition.lastTransitionTime())
                            .lastUpdateTime(condition.lastTransitionTime())
                            .build();
                }
            }
        }
        return null;
    }

    static DeploymentCondition condition(
            String type, String status, String reason, String message, Instant now) {
        return DeploymentCondition.builder()
                .type(type)
                .status(status)
                .reason(reason)
                .message(message)
                .lastUpdateTime(now)
                .lastTransitionTime(now)
                .build();
    }

    static @Nullable DeploymentCondition find(DeploymentStatus status, String type) {
        return status.conditions().stream()
                .filter(each -> each.type().equals(type))
                .findFirst()
                .orElse(null);
    }

    /// Does nothing where status and reason are the same already.
    static DeploymentStatus set(DeploymentStatus status, DeploymentCondition condition) {
        var current = find(status, condition.type());
        if (current != null && current.status().equals(condition.status())) {
            if (Objects.equals(current.reason(), condition.reason())) {
                return status;
            }
            condition = condition.withLastTransitionTime(current.lastTransitionTime());
        }
        var conditions = new ArrayList<>(remove(status, condition.type()).conditions());
        conditions.add(condition);
        return status.withConditions(conditions);
    }

    private static DeploymentStatus remove(DeploymentStatus status, String type) {
        return status.withConditions(
                status.conditions().stream().filter(each -> !each.type().equals(type)).toList());
    }
}
