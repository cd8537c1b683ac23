package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.api.admissionregistration.v1.NamedRuleWithOperations;
import dev.jong.apiserver.admission.AdmissionRequest;
import java.util.List;

/// Operations, groups, versions and resources that a policy or webhook is about
/// (`RuleWithOperations`); `*` stands for all.
///
/// @param names of objects; empty: all
record RequestRule(
        List<String> operations,
        List<String> groups,
        List<String> versions,
        List<String> resources,
        String scope,
        List<String> names) {
    private static final String ALL = "*";

    static RequestRule of(NamedRuleWithOperations rule) {
        return new RequestRule(
                rule.operations(),
                rule.apiGroups(),
                rule.apiVersions(),
                rule.resources(),
                rule.scope() == null ? ALL : rule.scope(),
                rule.resourceNames());
    }

    /// @param as the version in which the rule is asked about the request
    boolean matches(AdmissionRequest request, Kind<?> as) {
        return holds(operations, request.operation().name())
                && holds(groups, as.group())
                && holds(versions, as.version())
                && matchesScope(request)
                && matchesResource(request, as)
                && (names.isEmpty() || names.contains(request.name()));
    }

    private static boolean holds(List<String> wanted, String value) {
        return wanted.contains(ALL) || wanted.contains(value);
    }

    /// Namespaces count as cluster-scoped.
    private boolean matchesScope(AdmissionRequest request) {
        boolean namespaced =
                !request.namespace().isEmpty() && !request.resource().equals("namespaces");
        return switch (scope) {
            case "Namespaced" -> namespaced;
            case "Cluster" -> !namespaced;
            default -> true;
        };
    }

    private boolean matchesResource(AdmissionRequest request, Kind<?> as) {
        for (var resource : resources) {
            int slash = resource.indexOf('/');
            var name = slash < 0 ? resource : resource.substring(0, slash);
            var part = slash < 0 ? "" : resource.substring(slash + 1);
            if ((name.equals(ALL) || name.equals(as.plural()))
                    && (part.equals(ALL) || part.equals(request.subresource()))) {
                return true;
            }
        }
        return false;
    }
}
