package dev.jong.apiserver.admission.webhook;

import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.ApiException;
import dev.jong.api.selector.Selector;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which webhooks are asked about a request.
final class Matching {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Set<String> NEVER =
            Set.of(
                    "validatingwebhookconfigurations",
                    "mutatingwebhookconfigurations",
                    "validatingadmissionpolicies",
                    "validatingadmissionpolicybindings",
                    "mutatingadmissionpolicies",
                    "mutatingadmissionpolicybindings");

    private final Cluster cluster;
    private final MatchConditions conditions;
    private final boolean mutating;
    private final WebhookMetrics metrics;

    /// @param mutating whether the webhooks may change objects
    Matching(
            Cluster cluster, MatchConditions conditions, boolean mutating, WebhookMetrics metrics) {
        this.cluster = cluster;
        this.mutating = mutating;
        this.metrics = metrics;
        this.conditions = conditions;
    }

    /// Whether webhooks have no say in this, lest one that refuses everything can never be removed.
    static boolean isExempt(AdmissionRequest request) {
        return request.origin().resource().group().equals(GROUP)
                && NEVER.contains(request.resource());
    }

    /// As what the webhook is to be asked; empty when it is not.
    ///
    /// @throws ApiException when that cannot be found out
    Optional<Target> target(Hook hook, AdmissionRequest request) {
        var reach = hook.reach();
        var found = Target.of(reach, request, () -> cluster.versions(request.origin().resource()));
        return found.filter(target ->
                inNamespaces(reach.namespaces(), request)
                        && selects(reach.objects(), request)
                        && meets(hook, target, request));
    }

    private boolean inNamespaces(Selector selector, AdmissionRequest request) {
        boolean ofNamespaces = request.resource().equals("namespaces");
        if (selector.equals(Selector.everything())
                || !ofNamespaces && request.namespace().isEmpty()) {
            return true;
        }
        return selector.matches(namespaceLabels(request, ofNamespaces));
    }

    private Map<String, String> namespaceLabels(AdmissionRequest request, boolean ofNamespaces) {
        var object = request.object();
        boolean written =
                request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (ofNamespaces && request.subresource().isEmpty() && written && object != null) {
            return object.metadata().labels();
        }
        var name = ofNamespaces ? request.name() : request.namespace();
        return cluster.find(Namespace.KIND, "", name)
                .orElseThrow(() -> ApiException.notFound(new GroupResource("", "namespaces"), name))
                .metadata()
                .labels();
    }

    /// Either of the objects will do, so that nobody gets around a webhook by changing labels.
    private static boolean selects(Selector selector, AdmissionRequest request) {
        return selector.equals(Selector.everything())
                || selects(selector, request.object())
                || selects(selector, request.old());
    }

    private static boolean selects(Selector selector, @Nullable KubernetesObject object) {
        return object != null && selector.matches(object.metadata().labels());
    }

    private boolean meets(Hook hook, Target target, AdmissionRequest request) {
        if (hook.reach().conditions().isEmpty()) {
            return true;
        }
        long start = System.nanoTime();
        var outcome = conditions.evaluate(hook.reach().conditions(), request, target.kind());
        boolean excluded =
                outcome instanceof MatchConditions.Outcome.Unmet
                        || outcome instanceof MatchConditions.Outcome.Failed && hook.optional();
        metrics.conditions(
                hook.name(),
                request.operation(),
                mutating,
                outcome,
                excluded,
                System.nanoTime() - start);
        return switch (outcome) {
            case MatchConditions.Outcome.Met _ -> true;
            case MatchConditions.Outcome.Unmet _ -> false;
            case MatchConditions.Outcome.Failed(var why) -> {
                if (hook.optional()) {
                    yield false;
                }
                throw Refusal.of(request, why);
            }
        };
    }
}
