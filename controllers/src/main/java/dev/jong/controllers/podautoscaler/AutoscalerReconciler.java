package dev.jong.controllers.podautoscaler;

import dev.jong.api.Quantity;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.autoscaling.v2.HPAScalingRules;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v2.MetricStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.selector.InvalidSelector;
import dev.jong.api.selector.Selector;
import dev.jong.client.ClientException;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every 15 seconds sets the number of replicas of what an autoscaler refers to.
public final class AutoscalerReconciler implements Reconciler<HorizontalPodAutoscaler> {
    private static final Logger log = LoggerFactory.getLogger(AutoscalerReconciler.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final int WORKERS = 5;

    private final ResourceClient<HorizontalPodAutoscaler> autoscalers;
    private final Informer<Pod> pods;
    private final ScaleTarget targets;
    private final MetricProposals proposals;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Map<ObjectKey, ScaleHistory> histories = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Selector> selectors = new ConcurrentHashMap<>();

    private AutoscalerReconciler(ControllerContext context) {
        this.autoscalers = context.client().resources(HorizontalPodAutoscaler.KIND);
        this.pods = context.informers().of(Pod.KIND);
        this.targets = new ScaleTarget(context.client());
        this.proposals = new MetricProposals(new MetricsApi(context.client().transport()), targets);
        this.events = context.recorder("horizontal-pod-autoscaler");
        this.clock = context.clock();
    }

    public static Controller<HorizontalPodAutoscaler> controller(ControllerContext context) {
        return Controller.of(
                        "horizontalpodautoscaler",
                        HorizontalPodAutoscaler.KIND,
                        new AutoscalerReconciler(context))
                .onlyWhen((before, now) ->
                        before == null || now == null || !before.spec().equals(now.spec()))
                .workers(WORKERS)
                .build();
    }

    @Override
    public Outcome gone(ObjectKey key) {
        histories.remove(key);
        selectors.remove(key);
        return Outcome.done();
    }

    @Override
    public Outcome reconcile(HorizontalPodAutoscaler autoscaler) {
        try {
            new Run(autoscaler, clock.instant()).go();
        } catch (ApiException | ClientException e) {
            log.atInfo()
                    .addKeyValue("autoscaler", ObjectKey.of(autoscaler))
                    .addKeyValue("reason", e.getMessage())
                    .log("Could not autoscale, will try again");
        }
        return Outcome.lookAgain(INTERVAL);
    }

    /// One look at one autoscaler.
    private final class Run {
        private final HorizontalPodAutoscaler autoscaler;
        private final Instant now;
        private final ObjectKey key;
        private final Conditions conditions;
        private final ScaleHistory history;
        private List<MetricStatus> seen;

        Run(HorizontalPodAutoscaler autoscaler, Instant now) {
            this.autoscaler = autoscaler;
            this.now = now;
            this.key = ObjectKey.of(autoscaler);
            this.conditions = new Conditions(autoscaler.status().conditions(), now);
            this.seen = autoscaler.status().currentMetrics();
            this.history = histories.computeIfAbsent(key, _ -> new ScaleHistory());
        }

        void go() {
            Scale scale;
            try {
                scale = targets.read(autoscaler.spec().scaleTargetRef(), autoscaler.namespace());
            } catch (ApiException e) {
                events.warning(autoscaler, "FailedGetScale", String.valueOf(e.getMessage()));
                conditions.set(
                        Conditions.ABLE,
                        false,
                        "FailedGetScale",
                        "the HPA controller was unable to get the target's current scale: "
                                + e.getMessage());
                write(autoscaler.status().currentReplicas(), null, false);
                return;
            }
            conditions.set(
                    Conditions.ABLE,
                    true,
                    "SucceededGetScale",
                    "the HPA controller was able to get the target's current scale");
            seen = List.of();
            int current = scale.spec().replicas();
            history.begin(current, now);
            decide(scale, current)
                    .ifPresentOrElse(
                            goal -> rescale(scale, current, goal),
                            () -> write(current, null, false));
        }

        /// A number of replicas and why.
        private record Goal(int replicas, String reason) {}

        /// @return empty if nothing can be said
        private Optional<Goal> decide(Scale scale, int current) {
            int max = autoscaler.spec().maxReplicas();
            int min = Objects.requireNonNullElse(autoscaler.spec().minReplicas(), 1);
            if (current == 0) {
                conditions.set(
                        Conditions.ACTIVE,
                        false,
                        "ScalingDisabled",
                        "scaling is disabled since the replica count of the target is zero");
                return Optional.of(new Goal(0, ""));
            }
            if (current > max) {
                return Optional.of(
                        new Goal(max, "Current number of replicas above Spec.MaxReplicas"));
            }
            if (current < min) {
                return Optional.of(
                        new Goal(min, "Current number of replicas below Spec.MinReplicas"));
            }
            return byMetrics(scale, current)
                    .map(wanted -> {
                        var asked = new Bounds.Question(current, wanted.replicas, min, max);
                        var behavior = autoscaler.spec().behavior();
                        var bounds =
                                behavior == null
                                        ? Bounds.plain(asked, history, now)
                                        : Bounds.byRules(asked, behavior, history, now);
                        var stabilized = bounds.stabilized();
                        conditions.set(
                                Conditions.ABLE, true, stabilized.reason(), stabilized.message());
                        var limited = bounds.limited();
                        conditions.set(
                                Conditions.LIMITED,
                                bounds.isLimited(),
                                limited.reason(),
                                limited.message());
                        return new Goal(bounds.replicas(), wanted.reason);
                    });
        }

        /// The most that any metric asks for. Metrics that fail keep the number from falling.
        private Optional<Goal> byMetrics(Scale scale, int current) {
            var selector = selector(scale);
            if (selector.isEmpty()) {
                return Optional.empty();
            }
            var workload =
                    new MetricProposals.Workload(
                            autoscaler.namespace(),
                            current,
                            scale.status().replicas(),
                            String.valueOf(scale.status().selector()),
                            selected(selector.get()),
                            tolerance());
            var failures = new ArrayList<MetricProposals.Failed>();
            var statuses = new ArrayList<MetricStatus>();
            MetricProposals.Proposal best = null;
            for (var metric : autoscaler.spec().metrics()) {
                try {
                    var proposal = proposals.of(metric, workload, now);
                    statuses.add(proposal.status());
                    if (best == null || proposal.replicas() > best.replicas()) {
                        best = proposal;
                    }
                } catch (MetricProposals.Failed e) {
                    events.warning(autoscaler, e.reason(), e.detail());
                    failures.add(e);
                    statuses.add(MetricStatus.EMPTY);
                }
            }
            seen = statuses;
            if (best == null || (!failures.isEmpty() && best.replicas() < current)) {
                tell(failures);
                return Optional.empty();
            }
            conditions.set(
                    Conditions.ACTIVE,
                    true,
                    "ValidMetricFound",
                    "the HPA was able to successfully calculate a replica count from "
                            + best.name());
            return Optional.of(
                    new Goal(
                            best.replicas(),
                            best.replicas() > current
                                    ? best.name() + " above target"
                                    : "All metrics below target"));
        }

        private void tell(List<MetricProposals.Failed> failures) {
            if (failures.isEmpty()) {
                return;
            }
            var first = failures.getFirst();
            conditions.set(
                    Conditions.ACTIVE,
                    false,
                    first.reason(),
                    "the HPA was unable to compute the replica count: " + first.detail());
            events.warning(
                    autoscaler,
                    "FailedComputeMetricsReplicas",
                    "invalid metrics ("
                            + failures.size()
                            + " invalid out of "
                            + autoscaler.spec().metrics().size()
                            + "), first error is: "
                            + first.getMessage());
        }

        /// The selector of the target's Pods, if it is fit to scale by.
        private Optional<Selector> selector(Scale scale) {
            var text = Objects.requireNonNullElse(scale.status().selector(), "");
            if (text.isEmpty()) {
                events.warning(autoscaler, "SelectorRequired", "selector is required");
                refuse(
                        "InvalidSelector",
                        "the HPA target's scale is missing a selector",
                        "selector is required");
                return Optional.empty();
            }
            try {
                var selector = Selector.parse(text);
                selectors.put(key, selector);
                var rivals = rivals(selector);
                if (rivals.size() > 1) {
                    var message =
                            "pods by selector "
                                    + text
                                    + " are controlled by multiple HPAs: "
                                    + rivals;
                    events.warning(autoscaler, "AmbiguousSelector", message);
                    refuse("AmbiguousSelector", message, message);
                    return Optional.empty();
                }
                return Optional.of(selector);
            } catch (InvalidSelector e) {
                var message =
                        "couldn't convert selector into a corresponding internal selector object: "
                                + e.getMessage();
                events.warning(autoscaler, "InvalidSelector", message);
                refuse("InvalidSelector", message, message);
                return Optional.empty();
            }
        }

        private void refuse(String reason, String message, String failure) {
            conditions.set(Conditions.ACTIVE, false, reason, message);
            events.warning(autoscaler, "FailedComputeMetricsReplicas", failure);
        }

        /// The autoscalers, this one included, that would scale by the same Pods.
        private List<String> rivals(Selector selector) {
            var mine = selected(selector);
            return selectors.entrySet().stream()
                    .filter(other -> other.getKey().namespace().equals(key.namespace()))
                    .filter(other ->
                            mine.stream()
                                    .anyMatch(pod ->
                                            other.getValue().matches(pod.metadata().labels())))
                    .map(other -> other.getKey().toString())
                    .sorted()
                    .toList();
        }

        private List<Pod> selected(Selector selector) {
            return pods.inNamespace(autoscaler.namespace()).stream()
                    .filter(pod -> selector.matches(pod.metadata().labels()))
                    .toList();
        }

        private ReplicaCount.Tolerance tolerance() {
            var behavior = autoscaler.spec().behavior();
            return behavior == null
                    ? new ReplicaCount.Tolerance(
                            ReplicaCount.Tolerance.STANDARD, ReplicaCount.Tolerance.STANDARD)
                    : new ReplicaCount.Tolerance(
                            tolerance(behavior.scaleDown()), tolerance(behavior.scaleUp()));
        }

        private static double tolerance(@Nullable HPAScalingRules rules) {
            Quantity own = rules == null ? null : rules.tolerance();
            return own == null ? ReplicaCount.Tolerance.STANDARD : own.doubleValue();
        }

        private void rescale(Scale scale, int current, Goal goal) {
            if (goal.replicas == current) {
                write(current, current, false);
                return;
            }
            try {
                targets.write(autoscaler.spec().scaleTargetRef(), scale, goal.replicas);
            } catch (ApiException e) {
                events.warning(
                        autoscaler,
                        "FailedRescale",
                        "New size: "
                                + goal.replicas
                                + "; reason: "
                                + goal.reason
                                + "; error: "
                                + e.getMessage());
                conditions.set(
                        Conditions.ABLE,
                        false,
                        "FailedUpdateScale",
                        "the HPA controller was unable to update the target scale: "
                                + e.getMessage());
                write(current, null, false);
                return;
            }
            conditions.set(
                    Conditions.ABLE,
                    true,
                    "SucceededRescale",
                    "the HPA controller was able to update the target scale to " + goal.replicas);
            events.normal(
                    autoscaler,
                    "SuccessfulRescale",
                    "New size: " + goal.replicas + "; reason: " + goal.reason);
            history.changed(current, goal.replicas, now);
            write(current, goal.replicas, true);
        }

        /// @param desired null: as before
        private void write(int current, @Nullable Integer desired, boolean rescaled) {
            var before = autoscaler.status();
            var status =
                    before.toBuilder()
                            .currentReplicas(current)
                            .desiredReplicas(desired == null ? before.desiredReplicas() : desired)
                            .currentMetrics(seen)
                            .conditions(conditions.list())
                            .lastScaleTime(rescaled ? now : before.lastScaleTime())
                            .build();
            if (!status.equals(before)) {
                autoscalers.updateStatus(autoscaler.withStatus(status));
            }
        }
    }
}
