package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.IntOrString;
import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.DeploymentStrategy;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.core.v1.PodTemplate;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.names.FieldNames;
import dev.jong.api.selector.LabelSelectors;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What keeps Pods running: Deployments, ReplicaSets, StatefulSets, DaemonSets.
final class WorkloadRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath SELECTOR = SPEC.child("selector");
    private static final FieldPath TEMPLATE = SPEC.child("template");

    private WorkloadRules() {}

    static List<FieldError> deployment(Deployment deployment) {
        var errors = new FieldErrors();
        var spec = deployment.spec();
        errors.notNegative(SPEC.child("replicas"), spec.replicas());
        selected(spec.selector(), spec.template(), "deployment", "ReplicaSet", errors);
        strategy(spec.strategy(), SPEC.child("strategy"), errors);
        errors.notNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds());
        errors.notNegative(SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit());
        var deadline = spec.progressDeadlineSeconds();
        errors.notNegative(SPEC.child("progressDeadlineSeconds"), deadline);
        if (deadline != null && deadline <= spec.minReadySeconds()) {
            errors.invalid(
                    SPEC.child("progressDeadlineSeconds"),
                    deadline,
                    "must be greater than minReadySeconds");
        }
        return errors.list();
    }

    static List<FieldError> deploymentUpdate(Deployment now, Deployment old) {
        return immutableSelector(now.spec().selector(), old.spec().selector());
    }

    static List<FieldError> replicaSet(ReplicaSet set) {
        var errors = new FieldErrors();
        errors.notNegative(SPEC.child("replicas"), set.spec().replicas());
        errors.notNegative(SPEC.child("minReadySeconds"), set.spec().minReadySeconds());
        selected(set.spec().selector(), set.spec().template(), "deployment", "ReplicaSet", errors);
        return errors.list();
    }

    static List<FieldError> replicaSetUpdate(ReplicaSet now, ReplicaSet old) {
        return immutableSelector(now.spec().selector(), old.spec().selector());
    }

    static List<FieldError> revision(ControllerRevision revision) {
        var errors = new FieldErrors();
        var path = FieldPath.of("data");
        switch (revision.data()) {
            case null -> errors.required(path, "data is mandatory");
            case JsonNull _ -> errors.required(path, "data is mandatory");
            case JsonObject _ -> {}
            default -> errors.required(path, "data must be a valid JSON object");
        }
        errors.notNegative(FieldPath.of("revision"), revision.revision());
        return errors.list();
    }

    static List<FieldError> revisionUpdate(ControllerRevision now, ControllerRevision old) {
        var data = now.data();
        var errors = new FieldErrors();
        errors.notNegative(FieldPath.of("revision"), now.revision());
        if (!Objects.equals(data, old.data())) {
            errors.invalid(
                    FieldPath.of("data"),
                    new FieldError.Written(data == null ? "null" : Json.text(data)),
                    "field is immutable");
        }
        return errors.list();
    }

    static List<FieldError> podTemplate(PodTemplate template) {
        var errors = new FieldErrors();
        PodRules.template(template.template(), FieldPath.of("template"), errors);
        return errors.list();
    }

    static List<FieldError> replicationController(ReplicationController controller) {
        var errors = new FieldErrors();
        var spec = controller.spec();
        errors.notNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds());
        if (spec.selector().isEmpty()) {
            errors.required(SELECTOR, "");
        }
        errors.notNegative(SPEC.child("replicas"), spec.replicas());
        var template = spec.template();
        if (template == null) {
            errors.required(TEMPLATE, "");
            return errors.list();
        }
        var labels = template.metadata().labels();
        if (!labels.entrySet().containsAll(spec.selector().entrySet())) {
            mismatch(labels, errors);
        }
        PodRules.template(template, TEMPLATE, errors);
        always(template, "ReplicationController", errors);
        return errors.list();
    }

    static List<FieldError> daemonSet(DaemonSet set) {
        var errors = new FieldErrors();
        var spec = set.spec();
        var selector = spec.selector();
        if (selector != null) {
            SelectorRules.check(selector, SELECTOR, errors);
            if (selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty()) {
                errors.invalid(
                        SELECTOR,
                        SelectorRules.shown(selector),
                        "empty selector is invalid for daemonset");
            }
        }
        var labels = spec.template().metadata().labels();
        if (SelectorRules.isSound(selector) && !LabelSelectors.of(selector).matches(labels)) {
            mismatch(labels, errors);
        }
        PodRules.template(spec.template(), TEMPLATE, errors);
        always(spec.template(), "DaemonSet", errors);
        errors.notNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds());
        errors.notNegative(SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit());
        var path = SPEC.child("updateStrategy");
        var type = spec.updateStrategy().type();
        var rolling = spec.updateStrategy().rollingUpdate();
        if ("RollingUpdate".equals(type) && rolling != null) {
            rolling(
                    rolling.maxUnavailable(),
                    rolling.maxSurge(),
                    path.child("rollingUpdate"),
                    errors);
            notMoreThanAll(rolling.maxSurge(), path.child("rollingUpdate", "maxSurge"), errors);
            boolean both = !isZero(rolling.maxUnavailable()) && !isZero(rolling.maxSurge());
            if (both) {
                errors.invalid(
                        path.child("rollingUpdate").child("maxSurge"),
                        rolling.maxSurge(),
                        "may not be set when maxUnavailable is non-zero");
            }
            if (isZero(rolling.maxUnavailable()) && isZero(rolling.maxSurge())) {
                errors.required(
                        path.child("rollingUpdate").child("maxUnavailable"),
                        "cannot be 0 when maxSurge is 0");
            }
        } else {
            if (!"OnDelete".equals(type)) {
                errors.notSupported(
                        path,
                        shown(
                                type,
                                rolling == null,
                                rolling == null ? null : rolling.maxUnavailable(),
                                rolling == null ? null : rolling.maxSurge()),
                        List.of("RollingUpdate", "OnDelete"));
            }
        }
        return errors.list();
    }

    static List<FieldError> daemonSetUpdate(DaemonSet now, DaemonSet old) {
        return immutableSelector(now.spec().selector(), old.spec().selector());
    }

    static void selected(
            @Nullable LabelSelector selector,
            PodTemplateSpec template,
            String noun,
            String owner,
            FieldErrors errors) {
        if (selector == null) {
            errors.required(SELECTOR, "");
        } else {
            SelectorRules.check(selector, SELECTOR, errors);
            if (selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty()) {
                errors.invalid(
                        SELECTOR,
                        SelectorRules.shown(selector),
                        "empty selector is invalid for " + noun);
            }
        }
        if (!SelectorRules.isSound(selector)) {
            errors.invalid(
                    SELECTOR,
                    SelectorRules.shown(selector),
                    noun.equals("statefulset") ? "" : "invalid label selector");
            return;
        }
        var labels = template.metadata().labels();
        if (!LabelSelectors.of(selector).matches(labels)) {
            mismatch(labels, errors);
        }
        PodRules.template(template, TEMPLATE, errors);
        always(template, owner, errors);
    }

    private static void mismatch(Map<String, String> labels, FieldErrors errors) {
        errors.invalid(
                TEMPLATE.child("metadata", "labels"),
                labels.isEmpty() ? new FieldError.Written("null") : labels,
                "`selector` does not match template `labels`");
    }

    private static void always(PodTemplateSpec template, String owner, FieldErrors errors) {
        var policy = template.spec().restartPolicy();
        if (!"Always".equals(policy)) {
            errors.notSupported(TEMPLATE.child("spec", "restartPolicy"), policy, List.of("Always"));
        }
        if (template.spec().activeDeadlineSeconds() != null) {
            errors.forbidden(
                    TEMPLATE.child("spec", "activeDeadlineSeconds"),
                    "activeDeadlineSeconds in " + owner + " is not Supported");
        }
    }

    private static List<FieldError> immutableSelector(
            @Nullable LabelSelector now, @Nullable LabelSelector old) {
        return Objects.equals(now, old)
                ? List.of()
                : List.of(
                        FieldError.invalid(
                                SELECTOR, SelectorRules.shown(now), "field is immutable"));
    }

    private static void strategy(DeploymentStrategy strategy, FieldPath path, FieldErrors errors) {
        var rolling = strategy.rollingUpdate();
        switch (strategy.type() == null ? "" : strategy.type()) {
            case "Recreate" -> {
                if (rolling != null) {
                    errors.forbidden(
                            path.child("rollingUpdate"),
                            "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                if (rolling == null) {
                    errors.required(
                            path.child("rollingUpdate"),
                            "this should be defaulted and never be nil");
                    return;
                }
                rolling(
                        rolling.maxUnavailable(),
                        rolling.maxSurge(),
                        path.child("rollingUpdate"),
                        errors);
                if (isZero(rolling.maxUnavailable()) && isZero(rolling.maxSurge())) {
                    errors.invalid(
                            path.child("rollingUpdate").child("maxUnavailable"),
                            rolling.maxUnavailable(),
                            "may not be 0 when `maxSurge` is 0");
                }
            }
            default ->
                    errors.notSupported(
                            path,
                            shown(
                                    strategy.type(),
                                    rolling == null,
                                    rolling == null ? null : rolling.maxUnavailable(),
                                    rolling == null ? null : rolling.maxSurge()),
                            List.of("Recreate", "RollingUpdate"));
        }
    }

    /// A strategy as Go shows its internal type, where what is left out is 0.
    private static FieldError.Written shown(
            @Nullable String type,
            boolean alone,
            @Nullable IntOrString unavailable,
            @Nullable IntOrString surge) {
        var rolling =
                alone
                        ? "null"
                        : "{\"MaxUnavailable\":"
                                + shown(unavailable)
                                + ",\"MaxSurge\":"
                                + shown(surge)
                                + "}";
        var named = GoText.quote(type == null ? "" : type);
        return new FieldError.Written("{\"Type\":" + named + ",\"RollingUpdate\":" + rolling + "}");
    }

    private static String shown(@Nullable IntOrString amount) {
        return switch (amount) {
            case null -> "0";
            case IntOrString.OfInt(var number) -> Integer.toString(number);
            case IntOrString.OfString(var text) -> GoText.quote(text);
        };
    }

    private static void rolling(
            @Nullable IntOrString unavailable,
            @Nullable IntOrString surge,
            FieldPath path,
            FieldErrors errors) {
        share(unavailable, path.child("maxUnavailable"), errors);
        share(surge, path.child("maxSurge"), errors);
        notMoreThanAll(unavailable, path.child("maxUnavailable"), errors);
    }

    static void notMoreThanAll(@Nullable IntOrString value, FieldPath path, FieldErrors errors) {
        if (value instanceof IntOrString.OfString(var text)
                && text.matches("\\d{1,9}%")
                && Integer.parseInt(text, 0, text.length() - 1, 10) > 100) {
            errors.invalid(path, value, "must not be greater than 100%");
        }
    }

    static void share(@Nullable IntOrString value, FieldPath path, FieldErrors errors) {
        switch (value) {
            case null -> {}
            case IntOrString.OfInt(var number) -> errors.notNegative(path, number);
            case IntOrString.OfString(var text) ->
                    errors.invalidEach(path, text, FieldNames.percent(text));
        }
    }

    private static boolean isZero(@Nullable IntOrString value) {
        return switch (value) {
            case null -> true;
            case IntOrString.OfInt(var number) -> number == 0;
            case IntOrString.OfString(var text) -> !text.matches("[0-9]+%") || text.matches("0+%");
        };
    }
}
