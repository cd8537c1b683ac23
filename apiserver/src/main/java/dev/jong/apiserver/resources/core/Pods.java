package dev.jong.apiserver.resources.core;

import dev.jong.api.GoText;
import dev.jong.api.core.v1.Binding;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.policy.v1.Eviction;
import dev.jong.api.rules.PodQos;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.validation.PodWarnings;
import dev.jong.apiserver.validation.Validation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `pods`
public final class Pods {
    /// Upstream's default for `spec.terminationGracePeriodSeconds`.
    private static final long DEFAULT_GRACE_SECONDS = 30;

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
                    .beforeCreate(Pods::pending)
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
                                    "resize", Pods::takeResources, Pods::resizeUpdate, true))
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

    private static Pod takeStatus(Pod from, Pod into) {
        var status = from.status();
        return into.withStatus(
                status.qosClass() == null ? status.withQosClass(into.status().qosClass()) : status);
    }

    /// Those that exist stay as they are.
    private static List<FieldError> ephemeralContainersUpdate(Pod now, Pod old) {
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

    private static List<FieldError> resizeUpdate(Pod now, Pod old) {
        var errors = new FieldErrors();
        errors.addAll(Validation.pod(now));
        var before = PodQos.of(old);
        if (!PodQos.compute(now).equals(before)) {
            errors.invalid(
                    FieldPath.of("spec"),
                    before,
                    "Pod QOS Class may not change as a result of resizing");
        }
        return errors.list();
    }

    private static Pod takeEphemeralContainers(Pod now, Pod old) {
        return old.withSpec(old.spec().withEphemeralContainers(now.spec().ephemeralContainers()));
    }

    /// Only what containers request and are limited to, and the policy, may change.
    private static Pod takeResources(Pod now, Pod old) {
        var containers =
                old.spec().containers().stream()
                        .map(container ->
                                now.spec().containers().stream()
                                        .filter(other -> other.name().equals(container.name()))
                                        .findFirst()
                                        .map(other ->
                                                container.toBuilder()
                                                        .resources(other.resources())
                                                        .resizePolicy(other.resizePolicy())
                                                        .build())
                                        .orElse(container))
                        .toList();
        return old.withSpec(old.spec().withContainers(containers));
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
