package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.autoscaling.v2.CrossVersionObjectReference;
import dev.jong.api.autoscaling.v2.HPAScalingPolicy;
import dev.jong.api.autoscaling.v2.HPAScalingRules;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// HorizontalPodAutoscalers: how many, of what, and how fast; the metrics are [MetricRules]'.
final class AutoscalerRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TARGET = SPEC.child("scaleTargetRef");
    private static final int LONGEST_WINDOW_SECONDS = 3600;
    private static final int LONGEST_PERIOD_SECONDS = 1800;

    private AutoscalerRules() {}

    static List<FieldError> created(HorizontalPodAutoscaler scaler) {
        var errors = new FieldErrors();
        spec(scaler, 1, errors);
        var target = scaler.spec().scaleTargetRef();
        version(target, target.kind().equals("ReplicationController"), TARGET, errors);
        MetricRules.all(scaler.spec(), true, errors);
        return errors.list();
    }

    /// What was stored before a rule was made may stay as it is.
    static List<FieldError> updated(HorizontalPodAutoscaler now, HorizontalPodAutoscaler old) {
        var errors = new FieldErrors();
        spec(now, Objects.equals(old.spec().minReplicas(), 0) ? 0 : 1, errors);
        var target = now.spec().scaleTargetRef();
        var before = old.spec().scaleTargetRef();
        boolean same =
                target.kind().equals(before.kind())
                        && Objects.equals(target.apiVersion(), before.apiVersion());
        if (!same) {
            version(target, target.kind().equals("ReplicationController"), TARGET, errors);
        }
        MetricRules.all(now.spec(), MetricRules.versionsFit(old.spec()), errors);
        return errors.list();
    }

    static List<FieldError> status(HorizontalPodAutoscaler now, HorizontalPodAutoscaler old) {
        var status = FieldPath.of("status");
        return new FieldErrors()
                .notNegative(status.child("currentReplicas"), now.status().currentReplicas())
                .notNegative(status.child("desiredReplicas"), now.status().desiredReplicas())
                .list();
    }

    private static void spec(HorizontalPodAutoscaler scaler, int fewest, FieldErrors errors) {
        var spec = scaler.spec();
        var least = spec.minReplicas();
        if (least != null && least < fewest) {
            errors.invalid(
                    SPEC.child("minReplicas"), least, "must be greater than or equal to " + fewest);
        }
        var path = SPEC.child("maxReplicas");
        int most = spec.maxReplicas();
        if (most == 0) {
            errors.required(path, "must be set and greater than 0");
        } else if (most < 0) {
            errors.invalid(path, most, "must be greater than or equal to 1");
        }
        if (least != null && most < least) {
            errors.invalid(path, most, "must be greater than or equal to `minReplicas`");
        }
        reference(spec.scaleTargetRef(), TARGET, errors);
        var behavior = spec.behavior();
        if (behavior != null) {
            rules(behavior.scaleUp(), SPEC.child("behavior", "scaleUp"), errors);
            rules(behavior.scaleDown(), SPEC.child("behavior", "scaleDown"), errors);
        }
    }

    static void reference(CrossVersionObjectReference to, FieldPath path, FieldErrors errors) {
        segment(to.kind(), path.child("kind"), errors);
        segment(to.name(), path.child("name"), errors);
    }

    private static void segment(String text, FieldPath path, FieldErrors errors) {
        if (text.isEmpty()) {
            errors.required(path, "");
        } else {
            errors.invalidEach(path, text, Names.pathSegment(text));
        }
    }

    /// @param coreToo whether the version may be one of the core group
    static void version(
            CrossVersionObjectReference to, boolean coreToo, FieldPath path, FieldErrors errors) {
        var version = Objects.requireNonNullElse(to.apiVersion(), "");
        if (!isVersion(version)) {
            errors.invalid(
                    path.child("apiVersion"),
                    version,
                    "unexpected GroupVersion string: " + version);
        } else if (!coreToo && version.indexOf('/') <= 0) {
            errors.invalid(path.child("apiVersion"), version, "apiVersion must specify API group");
        }
    }

    static boolean isVersion(String text) {
        return text.indexOf('/') == text.lastIndexOf('/');
    }

    private static void rules(@Nullable HPAScalingRules rules, FieldPath path, FieldErrors errors) {
        if (rules == null) {
            return;
        }
        var window = rules.stabilizationWindowSeconds();
        if (window != null && window < 0) {
            errors.invalid(
                    path.child("stabilizationWindowSeconds"),
                    window,
                    "must be greater than or equal to zero");
        }
        if (window != null && window > LONGEST_WINDOW_SECONDS) {
            errors.invalid(
                    path.child("stabilizationWindowSeconds"),
                    window,
                    "must be less than or equal to " + LONGEST_WINDOW_SECONDS);
        }
        var select = rules.selectPolicy();
        var selects = List.of("Disabled", "Max", "Min");
        if (select != null && !selects.contains(select)) {
            errors.notSupported(path.child("selectPolicy"), select, selects);
        }
        if (rules.policies().isEmpty()) {
            errors.required(path.child("policies"), "must specify at least one Policy");
        }
        for (int i = 0; i < rules.policies().size(); i++) {
            policy(rules.policies().get(i), path.child("policies").index(i), errors);
        }
        Quantity tolerance = rules.tolerance();
        if (tolerance != null && tolerance.signum() < 0) {
            errors.invalid(
                    path.child("tolerance"),
                    tolerance.toString(),
                    "must be greater than or equal to 0");
        }
    }

    private static void policy(HPAScalingPolicy policy, FieldPath path, FieldErrors errors) {
        var types = List.of("Percent", "Pods");
        if (!types.contains(policy.type())) {
            errors.notSupported(path.child("type"), policy.type(), types);
        }
        if (policy.value() <= 0) {
            errors.invalid(path.child("value"), policy.value(), "must be greater than zero");
        }
        int period = policy.periodSeconds();
        if (period <= 0) {
            errors.invalid(path.child("periodSeconds"), period, "must be greater than zero");
        }
        if (period > LONGEST_PERIOD_SECONDS) {
            errors.invalid(
                    path.child("periodSeconds"),
                    period,
                    "must be less than or equal to " + LONGEST_PERIOD_SECONDS);
        }
    }
}
