package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.names.Names;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.api.rbac.v1.Subject;
import java.util.List;

/// Roles and who has them.
final class RbacRules {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final FieldPath REF = FieldPath.of("roleRef");

    private RbacRules() {}

    static List<FieldError> role(Role role) {
        var errors = new FieldErrors();
        rules(role.rules(), true, errors);
        return errors.list();
    }

    static List<FieldError> clusterRole(ClusterRole role) {
        var errors = new FieldErrors();
        rules(role.rules(), false, errors);
        var aggregation = role.aggregationRule();
        if (aggregation != null) {
            var path = FieldPath.of("aggregationRule", "clusterRoleSelectors");
            if (aggregation.clusterRoleSelectors().isEmpty()) {
                errors.required(
                        path,
                        "at least one clusterRoleSelector required if aggregationRule is non-nil");
            }
            for (int i = 0; i < aggregation.clusterRoleSelectors().size(); i++) {
                var wrong = new FieldErrors();
                SelectorRules.check(
                        aggregation.clusterRoleSelectors().get(i), path.index(i), wrong);
                errors.addAll(wrong.list());
                if (!wrong.isEmpty()) {
                    errors.invalid(path.index(i), null, "invalid label selector.");
                }
            }
        }
        return errors.list();
    }

    private static void rules(List<PolicyRule> rules, boolean namespaced, FieldErrors errors) {
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var at = FieldPath.of("rules").index(i);
            if (rule.verbs().isEmpty()) {
                errors.required(at.child("verbs"), "verbs must contain at least one value");
            }
            var urls = rule.nonResourceUrls();
            if (!urls.isEmpty()) {
                if (namespaced) {
                    errors.invalid(
                            at.child("nonResourceURLs"),
                            urls,
                            "namespaced rules cannot apply to non-resource URLs");
                }
                if (!rule.apiGroups().isEmpty()
                        || !rule.resources().isEmpty()
                        || !rule.resourceNames().isEmpty()) {
                    errors.invalid(
                            at.child("nonResourceURLs"),
                            urls,
                            "rules cannot apply to both regular resources and non-resource URLs");
                }
                continue;
            }
            if (rule.apiGroups().isEmpty()) {
                errors.required(
                        at.child("apiGroups"), "resource rules must supply at least one api group");
            }
            if (rule.resources().isEmpty()) {
                errors.required(
                        at.child("resources"), "resource rules must supply at least one resource");
            }
        }
    }

    static List<FieldError> roleBinding(RoleBinding binding) {
        var errors = new FieldErrors();
        role(binding.roleRef(), List.of("Role", "ClusterRole"), errors);
        subjects(binding.subjects(), true, errors);
        return errors.list();
    }

    static List<FieldError> roleBindingUpdate(RoleBinding now, RoleBinding old) {
        return sameRole(now.roleRef(), old.roleRef());
    }

    static List<FieldError> clusterRoleBinding(ClusterRoleBinding binding) {
        var errors = new FieldErrors();
        role(binding.roleRef(), List.of("ClusterRole"), errors);
        subjects(binding.subjects(), false, errors);
        return errors.list();
    }

    static List<FieldError> clusterRoleBindingUpdate(
            ClusterRoleBinding now, ClusterRoleBinding old) {
        return sameRole(now.roleRef(), old.roleRef());
    }

    private static List<FieldError> sameRole(RoleRef now, RoleRef old) {
        return now.equals(old)
                ? List.of()
                : List.of(
                        FieldError.invalid(
                                REF,
                                new FieldError.Written(Json.text(Json.tree(now, RoleRef.CODEC))),
                                "cannot change roleRef"));
    }

    private static void role(RoleRef role, List<String> kinds, FieldErrors errors) {
        if (!role.apiGroup().equals(GROUP)) {
            errors.notSupported(REF.child("apiGroup"), role.apiGroup(), List.of(GROUP));
        }
        if (!kinds.contains(role.kind())) {
            errors.notSupported(REF.child("kind"), role.kind(), kinds);
        }
        if (role.name().isEmpty()) {
            errors.required(REF.child("name"), "");
        } else {
            errors.invalidEach(REF.child("name"), role.name(), Names.pathSegment(role.name()));
        }
    }

    private static void subjects(List<Subject> subjects, boolean namespaced, FieldErrors errors) {
        for (int i = 0; i < subjects.size(); i++) {
            var subject = subjects.get(i);
            var at = FieldPath.of("subjects").index(i);
            var group = subject.apiGroup() == null ? "" : subject.apiGroup();
            if (subject.name().isEmpty()) {
                errors.required(at.child("name"), "");
            }
            switch (subject.kind()) {
                case "ServiceAccount" -> {
                    if (!subject.name().isEmpty()) {
                        errors.invalidEach(
                                at.child("name"), subject.name(), Names.subdomain(subject.name()));
                    }
                    if (!group.isEmpty()) {
                        errors.notSupported(at.child("apiGroup"), group, List.of(""));
                    }
                    if (!namespaced && subject.namespace() == null) {
                        errors.required(at.child("namespace"), "");
                    }
                }
                case "User", "Group" -> {
                    if (!group.equals(GROUP)) {
                        errors.notSupported(at.child("apiGroup"), group, List.of(GROUP));
                    }
                }
                default ->
                        errors.notSupported(
                                at.child("kind"),
                                subject.kind(),
                                List.of("ServiceAccount", "User", "Group"));
            }
        }
    }
}
