package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.NonResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.PolicyRulesWithSubjects;
import dev.jong.api.flowcontrol.v1.ResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.ServiceAccountSubject;
import dev.jong.api.flowcontrol.v1.Subject;
import dev.jong.api.names.Names;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// FlowSchemas.
final class FlowSchemaRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String ANY = "*";
    private static final int MOST_PRECEDENCE = 10_000;
    private static final List<String> VERBS =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "proxy",
                    "update",
                    "watch");
    private static final List<String> METHODS = List.of("ByNamespace", "ByUser");

    private FlowSchemaRules() {}

    static List<FieldError> schema(FlowSchema schema) {
        var errors = new FieldErrors();
        var spec = schema.spec();
        int precedence = spec.matchingPrecedence();
        var at = SPEC.child("matchingPrecedence");
        if (precedence <= 0) {
            errors.invalid(at, precedence, "must be a positive value");
        }
        if (precedence > MOST_PRECEDENCE) {
            errors.invalid(at, precedence, "must not be greater than " + MOST_PRECEDENCE);
        }
        if (precedence == 1 && !FlowControlRules.EXEMPT.equals(schema.metadata().name())) {
            errors.invalid(
                    at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        }
        var method = spec.distinguisherMethod();
        if (method != null && !METHODS.contains(method.type())) {
            errors.notSupported(
                    SPEC.child("distinguisherMethod").child("type"),
                    new FieldError.Written("{\"Type\":" + GoText.quote(method.type()) + "}"),
                    METHODS);
        }
        var level = SPEC.child("priorityLevelConfiguration").child("name");
        var name = spec.priorityLevelConfiguration().name();
        if (name.isEmpty()) {
            errors.required(level, "must reference a priority level");
        } else {
            errors.invalidEach(level, name, Names.subdomain(name));
        }
        for (int i = 0; i < spec.rules().size(); i++) {
            rule(spec.rules().get(i), SPEC.child("rules").index(i), errors);
        }
        return errors.list();
    }

    private static void rule(PolicyRulesWithSubjects rule, FieldPath at, FieldErrors errors) {
        if (rule.subjects().isEmpty()) {
            errors.required(at.child("subjects"), "subjects must contain at least one value");
        }
        for (int i = 0; i < rule.subjects().size(); i++) {
            subject(rule.subjects().get(i), at.child("subjects").index(i), errors);
        }
        if (rule.resourceRules().isEmpty() && rule.nonResourceRules().isEmpty()) {
            errors.required(
                    at, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        for (int i = 0; i < rule.resourceRules().size(); i++) {
            resources(rule.resourceRules().get(i), at.child("resourceRules").index(i), errors);
        }
        for (int i = 0; i < rule.nonResourceRules().size(); i++) {
            paths(rule.nonResourceRules().get(i), at.child("nonResourceRules").index(i), errors);
        }
    }

    private static void subject(Subject subject, FieldPath at, FieldErrors errors) {
        var user = subject.user();
        var group = subject.group();
        switch (subject.kind()) {
            case "ServiceAccount" -> {
                account(subject.serviceAccount(), at.child("serviceAccount"), errors);
                forbidden(user, "user", "User", at, errors);
                forbidden(group, "group", "Group", at, errors);
            }
            case "User" -> {
                named(user == null ? null : user.name(), "user", "User", at, errors);
                forbidden(subject.serviceAccount(), "serviceAccount", "ServiceAccount", at, errors);
                forbidden(group, "group", "Group", at, errors);
            }
            case "Group" -> {
                named(group == null ? null : group.name(), "group", "Group", at, errors);
                forbidden(subject.serviceAccount(), "serviceAccount", "ServiceAccount", at, errors);
                forbidden(user, "user", "User", at, errors);
            }
            default ->
                    errors.notSupported(
                            at.child("kind"),
                            subject.kind(),
                            List.of("Group", "ServiceAccount", "User"));
        }
    }

    private static void forbidden(
            @Nullable Object part, String field, String kind, FieldPath at, FieldErrors errors) {
        if (part != null) {
            errors.forbidden(
                    at.child(field),
                    field + " is forbidden when subject kind is not '" + kind + "'");
        }
    }

    private static void named(
            @Nullable String name, String field, String kind, FieldPath at, FieldErrors errors) {
        if (name == null) {
            errors.required(
                    at.child(field), field + " is required when subject kind is '" + kind + "'");
        } else if (name.isEmpty()) {
            errors.required(at.child(field).child("name"), "");
        }
    }

    private static void account(
            @Nullable ServiceAccountSubject account, FieldPath at, FieldErrors errors) {
        if (account == null) {
            errors.required(at, "serviceAccount is required when subject kind is 'ServiceAccount'");
            return;
        }
        var name = account.name();
        if (name.isEmpty()) {
            errors.required(at.child("name"), "");
        } else if (!name.equals(ANY)) {
            errors.invalidEach(at.child("name"), name, Names.subdomain(name));
        }
        if (account.namespace().isEmpty()) {
            errors.required(at.child("namespace"), "must specify namespace for service account");
        } else {
            errors.invalidEach(
                    at.child("namespace"), account.namespace(), Names.label(account.namespace()));
        }
    }

    private static void verbs(List<String> verbs, FieldPath at, FieldErrors errors) {
        if (verbs.isEmpty()) {
            errors.required(at, "verbs must contain at least one value");
        } else if (verbs.contains(ANY)) {
            alone(verbs, "verbs", at, errors);
        } else if (!new HashSet<>(VERBS).containsAll(verbs)) {
            errors.notSupported(at, verbs, VERBS);
        }
    }

    private static void alone(List<String> values, String what, FieldPath at, FieldErrors errors) {
        if (values.size() > 1 && values.contains(ANY)) {
            errors.invalid(at, values, "if '*' is present, must not specify other " + what);
        }
    }

    private static void resources(ResourcePolicyRule rule, FieldPath at, FieldErrors errors) {
        verbs(rule.verbs(), at.child("verbs"), errors);
        if (rule.apiGroups().isEmpty()) {
            errors.required(
                    at.child("apiGroups"), "resource rules must supply at least one api group");
        } else {
            alone(rule.apiGroups(), "api groups", at.child("apiGroups"), errors);
        }
        if (rule.resources().isEmpty()) {
            errors.required(
                    at.child("resources"), "resource rules must supply at least one resource");
        } else {
            alone(rule.resources(), "resources", at.child("resources"), errors);
        }
        var namespaces = rule.namespaces();
        if (namespaces.isEmpty() && !rule.clusterScope()) {
            errors.required(
                    at.child("namespaces"),
                    "resource rules that are not cluster scoped must supply at least one namespace");
        } else if (namespaces.contains(ANY)) {
            alone(namespaces, "namespaces", at.child("namespaces"), errors);
        } else {
            for (int i = 0; i < namespaces.size(); i++) {
                for (var problem : Names.label(namespaces.get(i))) {
                    errors.invalid(
                            at.child("namespaces").index(i),
                            namespaces.get(i),
                            "each member of this list must be '*' or a DNS-1123 label; " + problem);
                }
            }
        }
    }

    private static void paths(NonResourcePolicyRule rule, FieldPath at, FieldErrors errors) {
        verbs(rule.verbs(), at.child("verbs"), errors);
        var urls = rule.nonResourceUrls();
        var field = at.child("nonResourceURLs");
        if (urls.isEmpty()) {
            errors.required(field, "nonResourceURLs must contain at least one value");
        } else if (urls.contains(ANY)) {
            alone(urls, "non-resource URLs", field, errors);
        } else {
            for (int i = 0; i < urls.size(); i++) {
                path(urls.get(i), field.index(i), errors);
            }
        }
    }

    private static void path(String path, FieldPath at, FieldErrors errors) {
        if (path.isEmpty()) {
            errors.invalid(at, path, "must not be empty");
        } else if (path.equals("/")) {
            return;
        } else if (!path.startsWith("/")) {
            errors.invalid(at, path, "must start with slash");
        } else if (path.contains(" ")) {
            errors.invalid(at, path, "must not contain white-space");
        } else if (path.contains("//")) {
            errors.invalid(at, path, "must not contain double slash");
        } else if (path.substring(0, path.length() - 1).contains(ANY)
                || (path.endsWith(ANY) && !path.endsWith("/*"))) {
            errors.invalid(at, path, "wildcard can only do suffix matching");
        }
    }
}
