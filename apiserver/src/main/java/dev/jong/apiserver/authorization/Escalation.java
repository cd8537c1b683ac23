package dev.jong.apiserver.authorization;

import dev.jong.api.GoText;
import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.authorization.rbac.Rbac;
import dev.jong.apiserver.authorization.rbac.Rules;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.stream.Collectors;

/// Nobody grants what he does not have: refuses roles and bindings that would, unless the user may
/// `escalate` or `bind`.
public final class Escalation implements Admission {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private static final List<PolicyRule> EVERYTHING =
            List.of(
                    PolicyRule.EMPTY
                            .withVerbs(List.of("*"))
                            .withApiGroups(List.of("*"))
                            .withResources(List.of("*")),
                    PolicyRule.EMPTY.withVerbs(List.of("*")).withNonResourceUrls(List.of("*")));

    private final Authorizer authorizer;
    private final Rbac rbac;

    public Escalation(Authorizer authorizer, Rbac rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.kind().group().equals(GROUP)
                && request.subresource().isEmpty()
                && (request.operation() == Operation.CREATE
                        || request.operation() == Operation.UPDATE);
    }

    @Override
    public void validate(AdmissionRequest request) {
        var object = request.object();
        if (object == null || !handles(request) || request.user().in(User.MASTERS)) {
            return;
        }
        var old = request.old();
        if (old != null && collected(object, old).equals(old)) {
            return;
        }
        switch (object) {
            case Role role -> checkRole(request, "roles", role.rules(), false);
            case ClusterRole role ->
                    checkRole(
                            request,
                            "clusterroles",
                            role.rules(),
                            isAggregating(role)
                                    || (old instanceof ClusterRole before
                                            && isAggregating(before)));
            case RoleBinding binding -> checkBinding(request, binding.roleRef());
            case ClusterRoleBinding binding -> checkBinding(request, binding.roleRef());
            default -> {} // of this group there is nothing else
        }
    }

    /// The object without what a garbage collector changes: everything else may grant something, a
    /// label by which roles are gathered too.
    private static KubernetesObject collected(KubernetesObject now, KubernetesObject old) {
        var before = old.metadata();
        return now.withMetadata(
                now.metadata()
                        .withOwnerReferences(before.ownerReferences())
                        .withFinalizers(before.finalizers())
                        .withManagedFields(before.managedFields())
                        .withResourceVersion(before.resourceVersion()));
    }

    private static boolean isAggregating(ClusterRole role) {
        return role.aggregationRule() != null
                && !role.aggregationRule().clusterRoleSelectors().isEmpty();
    }

    private void checkBinding(AdmissionRequest request, RoleRef role) {
        var plural = role.kind().equals("ClusterRole") ? "clusterroles" : "roles";
        var bind =
                Attributes.resource(
                        request.user(), "bind", GROUP, plural, request.namespace(), role.name());
        if (!authorizer.decide(bind).allowed()) {
            // What may be granted of a role that is not there yet, nobody knows.
            var rules =
                    rbac.rulesOf(request.namespace(), role)
                            .orElseThrow(() ->
                                    ApiException.notFound(
                                            new GroupResource(GROUP, request.resource()),
                                            role.name()));
            requireHeld(request, rules);
        }
    }

    /// @param aggregating whether it gathers, or gathered, whatever others grant
    private void checkRole(
            AdmissionRequest request, String plural, List<PolicyRule> rules, boolean aggregating) {
        // The path of a create names nobody.
        boolean named = !RequestContext.current().verb().equals("create");
        var escalate =
                Attributes.resource(
                        request.user(),
                        "escalate",
                        GROUP,
                        plural,
                        request.namespace(),
                        named ? request.name() : "");
        if (authorizer.decide(escalate).allowed()) {
            return;
        }
        requireHeld(request, rules);
        if (aggregating && !missing(request, EVERYTHING).isEmpty()) {
            throw forbidden(
                    request, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private List<PolicyRule> missing(AdmissionRequest request, List<PolicyRule> wanted) {
        var granted = rbac.granted(request.user(), request.namespace());
        return Rules.missing(granted.rules(), wanted);
    }

    private void requireHeld(AdmissionRequest request, List<PolicyRule> wanted) {
        var missing = missing(request, wanted);
        if (!missing.isEmpty()) {
            var user = request.user();
            throw forbidden(
                    request,
                    "user "
                            + GoText.quote(user.name())
                            + " (groups="
                            + listed(user.groups())
                            + ") is attempting to grant RBAC permissions not currently held:\n"
                            + Rules.joined(missing).stream()
                                    .map(Escalation::text)
                                    .distinct()
                                    .sorted()
                                    .collect(Collectors.joining("\n")));
        }
    }

    private static ApiException forbidden(AdmissionRequest request, String why) {
        return ApiException.forbidden(
                new GroupResource(GROUP, request.resource()), request.name(), why);
    }

    private static String text(PolicyRule rule) {
        var text = new StringBuilder("{");
        part(text, "APIGroups", rule.apiGroups());
        part(text, "Resources", rule.resources());
        part(text, "NonResourceURLs", rule.nonResourceUrls());
        part(text, "ResourceNames", rule.resourceNames());
        part(text, "Verbs", rule.verbs());
        return text.append('}').toString();
    }

    private static void part(StringBuilder text, String name, List<String> values) {
        if (!values.isEmpty()) {
            text.append(text.length() > 1 ? ", " : "")
                    .append(name)
                    .append(':')
                    .append(listed(values));
        }
    }

    private static String listed(List<String> values) {
        return values.stream().map(GoText::quote).collect(Collectors.joining(" ", "[", "]"));
    }
}
