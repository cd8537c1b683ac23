package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.GoText;
import dev.jong.api.GroupKind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodTemplate;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Refusal;
import dev.jong.apiserver.request.RequestContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Holds Pods to the level that their namespace's labels ask for, and warns of workloads whose Pods
/// would not meet it (`PodSecurity`).
public final class PodSecurity implements Admission {
    private static final Set<String> SUBRESOURCES = Set.of("", "ephemeralcontainers", "resize");

    private final Cluster cluster;
    private final Rulebook rules = new Rulebook();
    private final PodSecuritySettings settings;
    private final ExistingPods existing;
    private final PodSecurityFigures figures;

    public PodSecurity(
            Cluster cluster,
            PodSecuritySettings settings,
            InstantSource clock,
            PodSecurityFigures figures) {
        this.figures = figures;
        this.settings = settings;
        this.cluster = cluster;
        this.existing = new ExistingPods(rules, clock);
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
    }

    @Override
    public void validate(AdmissionRequest request) {
        switch (request.object()) {
            case Namespace namespace when request.subresource().isEmpty() ->
                    labels(request, namespace);
            case Pod pod when SUBRESOURCES.contains(request.subresource()) -> {
                if (!(request.old() instanceof Pod old) || Changes.matter(pod, old)) {
                    check(request, new Subject(pod.metadata().annotations(), pod.spec()), true);
                }
            }
            case null -> {}
            default -> {
                if (request.subresource().isEmpty()) {
                    template(request.object()).ifPresent(pod -> check(request, pod, false));
                }
            }
        }
    }

    private void check(AdmissionRequest request, Subject pod, boolean enforced) {
        var exempt = exemption(request, pod);
        if (exempt.isPresent()) {
            figures.exempt(request);
            RequestContext.current().annotations().put(Policy.PREFIX + "exempt", exempt.get());
            return;
        }
        var policy =
                cluster.find(Namespace.KIND, "", request.namespace())
                        .map(namespace -> Policy.of(namespace.metadata().labels(), settings));
        if (policy.isEmpty()) {
            figures.failed(request, enforced);
            if (enforced) {
                throw ApiException.internal(
                        "failed to lookup namespace " + GoText.quote(request.namespace()));
            }
            return;
        }
        if (policy.get().isPrivileged()) {
            if (enforced) {
                annotate(policy.get());
                figures.judged(request, "enforce", policy.get().enforce(), true);
            }
            return;
        }
        check(request, pod, enforced, policy.get());
    }

    private static void annotate(Policy policy) {
        RequestContext.current()
                .annotations()
                .put(Policy.PREFIX + "enforce-policy", policy.enforce().toString());
    }

    private void check(AdmissionRequest request, Subject pod, boolean enforced, Policy policy) {
        var context = RequestContext.current();
        if (enforced) {
            annotate(policy);
        }
        var audited = rules.look(policy.audit(), pod);
        if (!audited.isEmpty()) {
            figures.judged(request, "audit", policy.audit(), false);
            context.annotations()
                    .put(
                            Policy.PREFIX + "audit-violations",
                            "would violate PodSecurity " + text(policy.audit(), audited));
        }
        if (enforced) {
            var found = rules.look(policy.enforce(), pod);
            figures.judged(request, "enforce", policy.enforce(), found.isEmpty());
            if (!found.isEmpty()) {
                throw Refusal.of(request, "violates PodSecurity " + text(policy.enforce(), found));
            }
        }
        var warned = rules.look(policy.warn(), pod);
        if (!warned.isEmpty()) {
            figures.judged(request, "warn", policy.warn(), false);
            context.warnings().add("would violate PodSecurity " + text(policy.warn(), warned));
        }
    }

    /// Why nobody looks at this Pod.
    private Optional<String> exemption(AdmissionRequest request, Subject pod) {
        if (settings.namespaces().contains(request.namespace())) {
            return Optional.of("namespace");
        }
        if (settings.users().contains(request.user().name())) {
            return Optional.of("user");
        }
        var runtimeClass = pod.spec().runtimeClassName();
        return runtimeClass != null && settings.runtimeClasses().contains(runtimeClass)
                ? Optional.of("runtimeClass")
                : Optional.empty();
    }

    private static String text(Standard standard, List<Violation> violations) {
        return GoText.quote(standard.toString()) + ": " + Violation.details(violations);
    }

    /// Refuses labels that say nothing sensible, unless they said so before, and warns when Pods
    /// that are there do not meet a stricter level.
    private void labels(AdmissionRequest request, Namespace namespace) {
        var policy = Policy.of(namespace.metadata().labels(), settings);
        var before =
                Policy.of(
                        request.old() instanceof Namespace old ? old.metadata().labels() : Map.of(),
                        settings);
        if (!policy.errors().isEmpty() && !policy.errors().equals(before.errors())) {
            throw ApiException.invalid(
                    new GroupKind("", "Namespace"), namespace.name(), policy.errors());
        }
        if (request.operation() == Operation.UPDATE
                && !settings.namespaces().contains(namespace.name())
                && stricter(policy, before)) {
            var warnings = RequestContext.current().warnings();
            var pods = cluster.list(Pod.KIND, namespace.name());
            existing.warnings(namespace.name(), pods, policy.enforce()).forEach(warnings::add);
        }
    }

    private static boolean stricter(Policy now, Policy before) {
        var level = now.enforce().level();
        if (now.enforce().equals(before.enforce()) || level == Level.PRIVILEGED) {
            return false;
        }
        return now.enforce().minor() != before.enforce().minor()
                || level.compareTo(before.enforce().level()) > 0;
    }

    /// The Pods that a workload would make.
    private static Optional<Subject> template(@Nullable KubernetesObject object) {
        return switch (object) {
            case PodTemplate template -> subject(template.template());
            case ReplicationController controller -> subject(controller.spec().template());
            case ReplicaSet set -> subject(set.spec().template());
            case Deployment deployment -> subject(deployment.spec().template());
            case StatefulSet set -> subject(set.spec().template());
            case DaemonSet set -> subject(set.spec().template());
            case Job job -> subject(job.spec().template());
            case CronJob job -> subject(job.spec().jobTemplate().spec().template());
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Subject> subject(@Nullable PodTemplateSpec template) {
        return template == null
                ? Optional.empty()
                : Optional.of(new Subject(template.metadata().annotations(), template.spec()));
    }
}
