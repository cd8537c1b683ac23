package dev.jong.apiserver.validation;

import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What controllers count of the Pods they keep running.
final class WorkloadStatusRules {
    private static final FieldPath STATUS = FieldPath.of("status");

    private WorkloadStatusRules() {}

    static List<FieldError> statefulSet(StatefulSet now, StatefulSet old) {
        var status = now.status();
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("readyReplicas", status.readyReplicas());
        counts.put("currentReplicas", status.currentReplicas());
        counts.put("updatedReplicas", status.updatedReplicas());
        counts.put("availableReplicas", status.availableReplicas());
        var errors = new FieldErrors();
        counts(status.replicas(), counts, "status.readyReplicas", errors);
        errors.notNegative(STATUS.child("observedGeneration"), status.observedGeneration());
        errors.notNegative(STATUS.child("collisionCount"), status.collisionCount());
        return errors.list();
    }

    static List<FieldError> controller(ReplicationController now, ReplicationController old) {
        var status = now.status();
        var errors =
                alike(
                        status.replicas(),
                        status.fullyLabeledReplicas(),
                        status.readyReplicas(),
                        status.availableReplicas(),
                        status.observedGeneration());
        return errors.list();
    }

    static List<FieldError> replicaSet(ReplicaSet now, ReplicaSet old) {
        var status = now.status();
        var errors =
                alike(
                        status.replicas(),
                        status.fullyLabeledReplicas(),
                        status.readyReplicas(),
                        status.availableReplicas(),
                        status.observedGeneration());
        errors.notNegative(STATUS.child("terminatingReplicas"), status.terminatingReplicas());
        return errors.list();
    }

    /// What a ReplicationController and a ReplicaSet tell alike.
    private static FieldErrors alike(
            int all, int fullyLabeled, int ready, int available, @Nullable Long generation) {
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("fullyLabeledReplicas", fullyLabeled);
        counts.put("readyReplicas", ready);
        counts.put("availableReplicas", available);
        var errors = new FieldErrors();
        counts(all, counts, "readyReplicas", errors);
        return errors.notNegative(STATUS.child("observedGeneration"), generation);
    }

    static List<FieldError> deployment(Deployment now, Deployment old) {
        var status = now.status();
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("updatedReplicas", status.updatedReplicas());
        counts.put("readyReplicas", status.readyReplicas());
        counts.put("availableReplicas", status.availableReplicas());
        var errors = new FieldErrors();
        errors.notNegative(STATUS.child("observedGeneration"), status.observedGeneration());
        errors.notNegative(STATUS.child("unavailableReplicas"), status.unavailableReplicas());
        errors.notNegative(STATUS.child("terminatingReplicas"), status.terminatingReplicas());
        errors.notNegative(STATUS.child("collisionCount"), status.collisionCount());
        counts(status.replicas(), counts, "readyReplicas", errors);
        var before = old.status().collisionCount();
        var count = status.collisionCount();
        if (before != null && (count == null || count < before)) {
            errors.invalid(
                    STATUS.child("collisionCount"),
                    Objects.requireNonNullElse(count, 0),
                    "cannot be decremented");
        }
        return errors.list();
    }

    static List<FieldError> daemonSet(DaemonSet now, DaemonSet old) {
        var status = now.status();
        return new FieldErrors()
                .notNegative(
                        STATUS.child("currentNumberScheduled"), status.currentNumberScheduled())
                .notNegative(STATUS.child("numberMisscheduled"), status.numberMisscheduled())
                .notNegative(
                        STATUS.child("desiredNumberScheduled"), status.desiredNumberScheduled())
                .notNegative(STATUS.child("numberReady"), status.numberReady())
                .notNegative(STATUS.child("observedGeneration"), status.observedGeneration())
                .notNegative(
                        STATUS.child("updatedNumberScheduled"), status.updatedNumberScheduled())
                .notNegative(STATUS.child("numberAvailable"), status.numberAvailable())
                .notNegative(STATUS.child("numberUnavailable"), status.numberUnavailable())
                .notNegative(STATUS.child("collisionCount"), status.collisionCount())
                .list();
    }

    /// None is negative or more than there are, and no more are available than ready.
    private static void counts(
            int all, Map<String, Integer> counts, String ready, FieldErrors errors) {
        errors.notNegative(STATUS.child("replicas"), all);
        counts.forEach((field, count) -> errors.notNegative(STATUS.child(field), count));
        counts.forEach((field, count) -> {
            if (count > all) {
                errors.invalid(
                        STATUS.child(field), count, "cannot be greater than status.replicas");
            }
        });
        int available = counts.getOrDefault("availableReplicas", 0);
        if (available > counts.getOrDefault("readyReplicas", 0)) {
            errors.invalid(
                    STATUS.child("availableReplicas"),
                    available,
                    "cannot be greater than " + ready);
        }
    }
}
