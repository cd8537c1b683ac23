package dev.jong.apiserver.resources.core;

import dev.jong.api.GoText;
import dev.jong.api.core.v1.Binding;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.PodIP;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.policy.v1.Eviction;
import dev.jong.api.rules.PodQos;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.validation.PodResizeRules;
import dev.jong.apiserver.validation.PodWarnings;
import dev.jong.apiserver.validation.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `pods`
public final class Pods {
    /// Upstream's default for `spec.terminationGracePeriodSeconds`.
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private static final String MIRROR = "kubernetes.io/config.mirror";

    /// What a Pod with `schedulingGates` begins with.
    private static final PodCondition GATED =
            PodCondition.builder()
                    .type("PodScheduled")
                    .status("False")
                    .reason("SchedulingGated")
                    .message("Scheduling is blocked due to non-empty scheduling gates")
                    .build();

    public static final Resource<Pod> RESOURCE =
            Resource.of(Pod.KIND)
                    .counted()
                    .defaults(Pods::addressed)
                    .beforeCreate(Pods::pending)
                    .beforeCreate(pod -> pod.withSpec(AlphaFields.without(pod.spec())))
                    .beforeCreate(MatchedKeys::applied)
                    .beforeUpdate((now, _) -> now.withSpec(AlphaFields.without(now.spec())))
                    .warnings((now, old) -> PodWarnings.of(now, old == null))
                    .status(Pods::takeStatus)
                    .subresource(
                            new Subresource.Part<>(
                                    "ephemeralcontainers",
                                    Pods::takeEphemeralContainers,
                                    Pods::ephemeralContainersUpdate,
                                    true))
                    .subresource(
                            new Subresource.Part<>(
                                    "resize", Pods::takeResources, PodResizeRules::check, true))
                    .countedWhen((now, old) -> !Objects.equals(now.spec(), old.spec()))
                    .gracePeriod(Pods::gracePeriod)
                    .returnsDeleted()
                    .action("binding", Binding.KIND, "create")
                    .action("eviction", Eviction.KIND, "create")
                    .action("log", Pod.KIND, "get")
                    .action("exec", Options.kind("PodExecOptions"), "create", "get")
                    .action("attach", Options.kind("PodAttachOptions"), "create", "get")
                    .action("portforward", Options.kind("PodPortForwardOptions"), "create", "get")
                    .action(
                            "proxy",
                            Options.kind("PodProxyOptions"),
                            "create",
                            "delete",
                            "get",
                            "patch",
                            "update")
                    .field("spec.nodeName", pod -> text(pod.spec().nodeName()))
                    .field("spec.restartPolicy", pod -> text(pod.spec().restartPolicy()))
                    .field("spec.schedulerName", pod -> text(pod.spec().schedulerName()))
                    .field("spec.serviceAccountName", pod -> text(pod.spec().serviceAccountName()))
                    .field("spec.hostNetwork", pod -> Boolean.toString(pod.spec().hostNetwork()))
                    .field("status.phase", pod -> text(pod.status().phase()))
                    .field("status.podIP", pod -> text(pod.status().podIp()))
                    .field("status.podIPs", pod -> text(pod.status().podIp()))
                    .field(
                            "status.nominatedNodeName",
                            pod -> text(pod.status().nominatedNodeName()))
                    .build();

    private Pods() {}

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /// The first of the addresses stands in a field of its own too. Who sends only that one, or
    /// another, has not heard of there being several.
    private static Pod addressed(Pod pod) {
        var status = pod.status();
        var first = status.podIp();
        var all = status.podIps();
        if (first == null) {
            return all.isEmpty()
                    ? pod
                    : pod.withStatus(status.withPodIp(emptyToNull(all.getFirst().ip())));
        }
        boolean same = !all.isEmpty() && all.getFirst().ip().equals(first);
        return same ? pod : pod.withStatus(status.withPodIps(List.of(new PodIP(first))));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Pod pending(Pod asked) {
        var grace = asked.spec().terminationGracePeriodSeconds();
        var pod =
                grace != null && grace < 0
                        ? asked.withSpec(asked.spec().withTerminationGracePeriodSeconds(1L))
                        : asked;
        var status = PodStatus.EMPTY.toBuilder().phase("Pending").qosClass(PodQos.of(pod));
        return pod.withStatus(
                pod.spec().schedulingGates().isEmpty()
                        ? status.build()
                        : status.conditions(
                                        List.of(
                                                GATED.withLastTransitionTime(
                                                        pod.metadata().creationTimestamp())))
                                .build());
    }

    /// Old kubelets leave out what they do not know; it stays. Upstream's gate
    /// DRANodeAllocatableResources is off.
    private static Pod takeStatus(Pod from, Pod into) {
        var old = into.status();
        var status = from.status();
        var quality = status.qosClass() == null ? old.qosClass() : status.qosClass();
        long seen =
                status.observedGeneration() == 0
                        ? old.observedGeneration()
                        : status.observedGeneration();
        var left = new ArrayList<>(old.conditions());
        var conditions = new ArrayList<PodCondition>();
        for (var condition : status.conditions()) {
            var before =
                    left.stream().filter(each -> each.type().equals(condition.type())).findFirst();
            before.ifPresent(left::remove);
            conditions.add(
                    condition.observedGeneration() == 0 && before.isPresent()
                            ? condition.withObservedGeneration(before.get().observedGeneration())
                            : condition);
        }
        return into.withStatus(
                status.toBuilder()
                        .qosClass(quality)
                        .nodeAllocatableResourceClaimStatuses(
                                old.nodeAllocatableResourceClaimStatuses())
                        .observedGeneration(seen)
                        .conditions(conditions)
                        .build());
    }

    /// Those that exist stay as they are.
    private static List<FieldError> ephemeralContainersUpdate(Pod now, Pod old) {
        if (old.metadata().annotations().containsKey(MIRROR)) {
            return List.of(
                    FieldError.forbidden(
                            FieldPath.of(""), "static pods do not support ephemeral containers"));
        }
        var errors = new FieldErrors();
        errors.addAll(Validation.pod(now));
        var path = FieldPath.of("spec", "ephemeralContainers");
        for (var before : old.spec().ephemeralContainers()) {
            var after =
                    now.spec().ephemeralContainers().stream()
                            .filter(container -> container.name().equals(before.name()))
                            .findFirst();
            var existing = "existing ephemeral containers " + GoText.quote(before.name());
            if (after.isEmpty()) {
                errors.forbidden(path, existing + " may not be removed\n");
            } else if (!after.get().equals(before)) {
                errors.forbidden(path, existing + " may not be changed\n");
            }
        }
        return errors.list();
    }

    private static Pod takeEphemeralContainers(Pod now, Pod old) {
        return old.withSpec(old.spec().withEphemeralContainers(now.spec().ephemeralContainers()));
    }

    /// Only what is requested and limited, and the policy, may change; what else is asked of
    /// containers that are not those of the Pod is left to the rules.
    private static Pod takeResources(Pod now, Pod old) {
        var spec = now.spec();
        var before = old.spec();
        if (spec.containers().size() != before.containers().size()
                || spec.initContainers().size() != before.initContainers().size()) {
            return old.withSpec(AlphaFields.without(spec));
        }
        return old.withSpec(
                before.toBuilder()
                        .resources(spec.resources())
                        .containers(resized(spec.containers(), before.containers()))
                        .initContainers(resized(spec.initContainers(), before.initContainers()))
                        .build());
    }

    private static List<Container> resized(List<Container> now, List<Container> old) {
        var resized = new ArrayList<Container>();
        for (int i = 0; i < old.size(); i++) {
            if (!now.get(i).name().equals(old.get(i).name())) {
                return now;
            }
            resized.add(
                    old.get(i).toBuilder()
                            .resources(now.get(i).resources())
                            .resizePolicy(now.get(i).resizePolicy())
                            .build());
        }
        return resized;
    }

    /// A Pod that no node knows of, or that has ended, needs no time to end.
    private static long gracePeriod(Pod pod, @Nullable Long asked) {
        var grace = asked;
        if (grace == null) {
            var own = pod.spec().terminationGracePeriodSeconds();
            grace = own == null ? DEFAULT_GRACE_SECONDS : own;
        }
        if (grace < 0) {
            grace = 1L;
        }
        var phase = pod.status().phase();
        boolean idle = pod.spec().nodeName() == null;
        return idle || "Failed".equals(phase) || "Succeeded".equals(phase) ? 0 : grace;
    }
}
