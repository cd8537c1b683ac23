package dev.jong.apiserver.authorization;

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
import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Nobody grants what he does not have: refuses roles and bindings that would, unless the user may
/// `escalate` or `bind`.
public final class Escalation implements Admission {
    private static final String GROUP = "rbac.authorization.k8s.io";

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
        switch (object) {
            case Role role
                    when !(old instanceof Role before && before.rules().equals(role.rules())) ->
                    checkRules(request, "escalate", "roles", request.name(), role.rules());
            case ClusterRole role
                    when !(old instanceof ClusterRole before
                            && before.rules().equals(role.rules())
                            && Objects.equals(before.aggregationRule(), role.aggregationRule())) ->
                    checkRules(request, "escalate", "clusterroles", request.name(), rulesOf(role));
            case RoleBinding binding when !sameGrant(binding, old) ->
                    checkBinding(request, binding.roleRef());
            case ClusterRoleBinding binding when !sameGrant(binding, old) ->
                    checkBinding(request, binding.roleRef());
            default -> {} // nothing new is granted
        }
    }

    /// Whoever writes an aggregation rule may get any rule.
    private static List<PolicyRule> rulesOf(ClusterRole role) {
        return role.aggregationRule() == null
                ? role.rules()
                : List.of(
                        PolicyRule.EMPTY
                                .withVerbs(List.of("*"))
                                .withApiGroups(List.of("*"))
                                .withResources(List.of("*")),
                        PolicyRule.EMPTY.withVerbs(List.of("*")).withNonResourceUrls(List.of("*")));
    }

    private static boolean sameGrant(RoleBinding now, @Nullable KubernetesObject old) {
        return old instanceof RoleBinding before
                && before.subjects().equals(now.subjects())
                && before.roleRef().equals(now.roleRef());
    }

    private static boolean sameGrant(ClusterRoleBinding now, @Nullable KubernetesObject old) {
        return old instanceof ClusterRoleBinding before
                && before.subjects().equals(now.subjects())
                && before.roleRef().equals(now.roleRef());
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
            checkRules(request, "", plural, role.name(), rules);
        }
    }

    private void checkRules(
            AdmissionRequest request,
            String verb,
            String plural,
            String name,
            List<PolicyRule> wanted) {
        var user = request.user();
        if (!verb.isEmpty()) {
            var escalate =
                    Attributes.resource(user, verb, GROUP, plural, request.namespace(), name);
            if (authorizer.decide(escalate).allowed()) {
                return;
            }
        }
        var granted = rbac.granted(user, request.namespace());
        var missing = Rules.missing(granted.rules(), wanted);
        if (!missing.isEmpty()) {
            var groups =
                    user.groups().stream()
                            .map(group -> '"' + group + '"')
                            .collect(Collectors.joining(" "));
            var text =
                    missing.stream()
                            .map(Escalation::text)
                            .sorted()
                            .collect(Collectors.joining("\n"));
            throw ApiException.forbidden(
                    new GroupResource(GROUP, request.resource()),
                    request.name(),
                    "user \""
                            + user.name()
                            + "\" (groups=["
                            + groups
                            + "]) is attempting to grant RBAC permissions not currently held:\n"
                            + text);
        }
    }

    private static String text(PolicyRule rule) {
        var text = new StringBuilder("{");
        part(text, "APIGroups", rule.apiGroups());
        part(text, "Resources", rule.resources());
        part(text, "ResourceNames", rule.resourceNames());
        part(text, "NonResourceURLs", rule.nonResourceUrls());
        part(text, "Verbs", rule.verbs());
        return text.append('}').toString();
    }

    private static void part(StringBuilder text, String name, List<String> values) {
        if (!values.isEmpty()) {
            text.append(text.length() > 1 ? ", " : "")
                    .append(name)
                    .append(":[")
                    .append(
                            values.stream()
                                    .map(value -> '"' + value + '"')
                                    .collect(Collectors.joining(", ")))
                    .append(']');
        }
    }
}
