package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MatchResources;
import dev.jong.api.admissionregistration.v1.NamedRuleWithOperations;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says whether a request is one that rules and selectors mean, and as which version.
final class RequestMatcher {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /// Configuration of admission itself is never judged by it: one could lock oneself out.
    private static final Set<String> EXEMPT =
            Set.of(
                    "validatingwebhookconfigurations",
                    "mutatingwebhookconfigurations",
                    "validatingadmissionpolicies",
                    "validatingadmissionpolicybindings",
                    "mutatingadmissionpolicies",
                    "mutatingadmissionpolicybindings");

    private final Cluster cluster;

    RequestMatcher(Cluster cluster) {
        this.cluster = cluster;
    }

    static boolean isExempt(AdmissionRequest request) {
        return request.origin().resource().group().equals("admissionregistration.k8s.io")
                && EXEMPT.contains(request.resource());
    }

    /// As what the request is to be seen; empty when it is not meant.
    Optional<Seen> match(AdmissionRequest request, @Nullable MatchResources resources) {
        var asked = request.origin().resource();
        if (resources == null) {
            return Optional.of(Seen.of(request, asked));
        }
        if (!matchesNamespace(request, resources.namespaceSelector())
                || !matchesObject(request, resources.objectSelector())) {
            return Optional.empty();
        }
        boolean exact = !"Equivalent".equals(resources.matchPolicy());
        if (match(request, rules(resources.excludeResourceRules()), exact).isPresent()) {
            return Optional.empty();
        }
        var rules = rules(resources.resourceRules());
        return rules.isEmpty()
                ? Optional.of(Seen.of(request, asked))
                : match(request, rules, exact).map(resource -> Seen.of(request, resource));
    }

    private static List<RequestRule> rules(List<NamedRuleWithOperations> rules) {
        return rules.stream().map(RequestRule::of).toList();
    }

    /// The version that the first fitting rule names.
    ///
    /// @param exact whether only the version that the client speaks counts
    private Optional<Kind<?>> match(
            AdmissionRequest request, List<RequestRule> rules, boolean exact) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        var asked = request.origin().resource();
        var versions = exact ? List.<Kind<?>>of(asked) : cluster.versions(asked);
        for (var version : versions) {
            for (var rule : rules) {
                if (rule.matches(request, version)) {
                    return Optional.of(version);
                }
            }
        }
        return Optional.empty();
    }

    /// Objects without a namespace always match; a Namespace is judged by its own labels.
    private boolean matchesNamespace(AdmissionRequest request, @Nullable LabelSelector selector) {
        if (isEmpty(selector)) {
            return true;
        }
        var labels = namespaceLabels(request);
        return labels.isEmpty() || LabelSelectors.of(selector).matches(labels.get());
    }

    private Optional<Map<String, String>> namespaceLabels(AdmissionRequest request) {
        if (request.resource().equals("namespaces") && request.kind().group().isEmpty()) {
            var object = request.object() == null ? request.old() : request.object();
            return Optional.ofNullable(object).map(RequestMatcher::labels);
        }
        return namespace(request).map(RequestMatcher::labels);
    }

    /// The namespace of the request's object; empty for cluster-scoped ones and Namespaces.
    Optional<Namespace> namespace(AdmissionRequest request) {
        return request.namespace().isEmpty() || request.resource().equals("namespaces")
                ? Optional.empty()
                : cluster.await(Namespace.KIND, "", request.namespace(), PATIENCE);
    }

    private static boolean matchesObject(
            AdmissionRequest request, @Nullable LabelSelector selector) {
        if (isEmpty(selector)) {
            return true;
        }
        var wanted = LabelSelectors.of(selector);
        var now = request.object();
        var old = request.old();
        return now != null && wanted.matches(labels(now))
                || old != null && wanted.matches(labels(old));
    }

    private static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector == null
                || selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty();
    }

    private static Map<String, String> labels(KubernetesObject object) {
        return object.metadata().labels();
    }
}
