package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.apps.v1.StatefulSetUpdateStrategy;
import dev.jong.api.core.v1.PersistentVolumeClaimVolumeSource;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// StatefulSets.
final class StatefulSetRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STRATEGY = SPEC.child("updateStrategy");
    private static final List<String> RETENTION = List.of("Retain", "Delete");

    private StatefulSetRules() {}

    static List<FieldError> created(StatefulSet set) {
        var errors = new FieldErrors();
        errors.addAll(check(set));
        var claims = set.spec().volumeClaimTemplates();
        for (int i = 0; i < claims.size(); i++) {
            VolumeClaimRules.spec(
                    claims.get(i).spec(),
                    SPEC.child("volumeClaimTemplates").index(i).child("spec"),
                    errors);
        }
        var service = set.spec().serviceName();
        if (!service.isEmpty()) {
            errors.invalidEach(SPEC.child("serviceName"), service, Names.label(service));
        }
        return errors.list();
    }

    private static List<FieldError> check(StatefulSet set) {
        var errors = new FieldErrors();
        var spec = set.spec();
        var management = Objects.requireNonNullElse(spec.podManagementPolicy(), "");
        switch (management) {
            case "OrderedReady", "Parallel" -> {}
            case "" -> errors.required(SPEC.child("podManagementPolicy"), "");
            default ->
                    errors.invalid(
                            SPEC.child("podManagementPolicy"),
                            management,
                            "must be 'OrderedReady' or 'Parallel'");
        }
        strategy(spec.updateStrategy(), errors);
        var retention = spec.persistentVolumeClaimRetentionPolicy();
        if (retention != null) {
            var path = SPEC.child("persistentVolumeClaimRetentionPolicy");
            retention(retention.whenDeleted(), path.child("whenDeleted"), errors);
            retention(retention.whenScaled(), path.child("whenScaled"), errors);
        }
        errors.notNegative(SPEC.child("replicas"), spec.replicas());
        errors.notNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds());
        var ordinals = spec.ordinals();
        if (ordinals != null) {
            errors.notNegative(SPEC.child("ordinals.start"), ordinals.start());
        }
        var volumes = new ArrayList<>(spec.template().spec().volumes());
        int first = 0;
        for (var claim : spec.volumeClaimTemplates()) {
            volumes.removeIf(volume -> volume.name().equals(claim.name()));
            var source = PersistentVolumeClaimVolumeSource.EMPTY.withClaimName(claim.name());
            volumes.add(
                    first++, Volume.EMPTY.withName(claim.name()).withPersistentVolumeClaim(source));
        }
        // The controller names the service itself.
        var template =
                spec.template()
                        .mapSpec(pod ->
                                pod.withVolumes(volumes).withSubdomain(null).withHostname(null));
        WorkloadRules.selected(spec.selector(), template, "statefulset", "StatefulSet", errors);
        return errors.list();
    }

    private static void retention(@Nullable String policy, FieldPath path, FieldErrors errors) {
        errors.known(path, Objects.requireNonNullElse(policy, ""), RETENTION);
    }

    private static void strategy(StatefulSetUpdateStrategy strategy, FieldErrors errors) {
        var type = Objects.requireNonNullElse(strategy.type(), "");
        var rolling = strategy.rollingUpdate();
        switch (type) {
            case "" -> errors.required(STRATEGY, "");
            case "OnDelete" -> {
                if (rolling != null) {
                    errors.invalid(
                            STRATEGY.child("rollingUpdate"),
                            new FieldError.Written("{\"Partition\":" + rolling.partition() + "}"),
                            "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            case "RollingUpdate" -> {
                if (rolling != null) {
                    errors.notNegative(
                            STRATEGY.child("rollingUpdate", "partition"), rolling.partition());
                }
            }
            default ->
                    errors.invalid(
                            STRATEGY,
                            new FieldError.Written("{\"Type\":" + GoText.quote(type) + "}"),
                            "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    static List<FieldError> updated(StatefulSet now, StatefulSet old) {
        var errors = new FieldErrors();
        errors.addAll(check(now));
        var before = old.spec();
        var masked =
                now.spec().toBuilder()
                        .replicas(before.replicas())
                        .template(before.template())
                        .updateStrategy(before.updateStrategy())
                        .minReadySeconds(before.minReadySeconds())
                        .ordinals(before.ordinals())
                        .revisionHistoryLimit(before.revisionHistoryLimit())
                        .persistentVolumeClaimRetentionPolicy(
                                before.persistentVolumeClaimRetentionPolicy())
                        .build();
        if (!masked.equals(before)) {
            errors.forbidden(
                    SPEC,
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                            + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                            + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                            + " forbidden");
        }
        return errors.list();
    }
}
