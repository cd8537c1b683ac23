package dev.jong.apiserver.admission.policy;

import dev.jong.api.admissionregistration.v1.MatchResources;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.NamedRuleWithOperations;
import dev.jong.api.admissionregistration.v1.ParamRef;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import dev.jong.apiserver.validation.SelectorRules;
import dev.jong.apiserver.validation.WebhookRules;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What bindings, and the rules by which policies choose requests, must obey.
public final class MatchRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> OPERATIONS =
            List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> MUTABLE = List.of("*", "CONNECT", "CREATE", "UPDATE");
    private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

    private MatchRules() {}

    public static List<FieldError> validating(ValidatingAdmissionPolicyBinding binding) {
        var errors = new FieldErrors();
        var spec = binding.spec();
        policyName(spec.policyName(), errors);
        reference(spec.paramRef(), SPEC.child("paramRef"), errors);
        resources(spec.matchResources(), SPEC.child("matchResources"), errors);
        actions(spec.validationActions(), SPEC.child("validationActions"), errors);
        return errors.list();
    }

    public static List<FieldError> mutating(MutatingAdmissionPolicyBinding binding) {
        var errors = new FieldErrors();
        var spec = binding.spec();
        policyName(spec.policyName(), errors);
        reference(spec.paramRef(), SPEC.child("paramRef"), errors);
        resources(spec.matchResources(), SPEC.child("matchResources"), errors);
        mutable(spec.matchResources(), SPEC.child("matchResources"), errors);
        return errors.list();
    }

    /// One of a few values; an empty one is not taken for an absent one.
    static void choice(
            @Nullable String value, List<String> known, FieldPath path, FieldErrors errors) {
        if (value == null) {
            errors.required(path, "");
        } else if (!known.contains(value)) {
            errors.notSupported(path, value, known);
        }
    }

    private static void policyName(@Nullable String name, FieldErrors errors) {
        var path = SPEC.child("policyName");
        if (name == null || name.isEmpty()) {
            errors.required(path, "");
        } else {
            errors.invalidEach(path, name, Names.subdomain(name));
        }
    }

    private static void reference(
            @Nullable ParamRef reference, FieldPath path, FieldErrors errors) {
        if (reference == null) {
            return;
        }
        var name = reference.name() == null ? "" : reference.name();
        boolean named = !name.isEmpty();
        if (named) {
            errors.invalidEach(path.child("name"), name, Names.pathSegment(name));
        }
        if (named && reference.selector() != null) {
            errors.forbidden(path.child("name"), "name and selector are mutually exclusive");
            errors.forbidden(path.child("selector"), "name and selector are mutually exclusive");
        }
        SelectorRules.check(reference.selector(), path.child("selector"), errors);
        if (!named && reference.selector() == null) {
            errors.required(path, "one of name or selector must be specified");
        }
        errors.oneOf(
                path.child("parameterNotFoundAction"),
                reference.parameterNotFoundAction(),
                List.of("Deny", "Allow"));
    }

    private static void actions(List<String> actions, FieldPath path, FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < actions.size(); i++) {
            var action = actions.get(i);
            if (!ACTIONS.contains(action)) {
                errors.notSupported(path.index(i), action, ACTIONS);
            }
            if (!seen.add(action)) {
                errors.duplicate(path.index(i), action);
            }
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            errors.invalid(
                    path,
                    actions,
                    "must not contain both Deny and Warn (repeating the same validation failure"
                            + " information in the API response and headers serves no purpose)");
        }
        if (seen.isEmpty()) {
            errors.required(path, "at least one validation action is required");
        }
    }

    static void constraints(
            @Nullable MatchResources constraints, FieldPath spec, FieldErrors errors) {
        var path = spec.child("matchConstraints");
        if (constraints == null) {
            errors.required(path, "");
            return;
        }
        resources(constraints, path, errors);
        if (constraints.resourceRules().isEmpty()) {
            errors.required(path.child("resourceRules"), "");
        }
    }

    private static void resources(
            @Nullable MatchResources resources, FieldPath path, FieldErrors errors) {
        if (resources == null) {
            return;
        }
        choice(resources.matchPolicy(), MATCH_POLICIES, path.child("matchPolicy"), errors);
        SelectorRules.check(resources.namespaceSelector(), path.child("namespaceSelector"), errors);
        SelectorRules.check(resources.objectSelector(), path.child("objectSelector"), errors);
        for (int i = 0; i < resources.resourceRules().size(); i++) {
            rule(resources.resourceRules().get(i), path.child("resourceRules").index(i), errors);
        }
        for (int i = 0; i < resources.excludeResourceRules().size(); i++) {
            rule(
                    resources.excludeResourceRules().get(i),
                    path.child("excludeResourceRules").index(i),
                    errors);
        }
    }

    /// Only creates and updates can be mutated.
    static void mutable(@Nullable MatchResources resources, FieldPath path, FieldErrors errors) {
        if (resources == null) {
            return;
        }
        for (var rule : resources.resourceRules()) {
            for (var operation : rule.operations()) {
                if (!MUTABLE.contains(operation)) {
                    errors.notSupported(
                            path.child("resourceRules", "operations"), operation, MUTABLE);
                }
            }
        }
    }

    private static void rule(NamedRuleWithOperations rule, FieldPath path, FieldErrors errors) {
        var names = new HashSet<String>();
        for (int i = 0; i < rule.resourceNames().size(); i++) {
            var name = rule.resourceNames().get(i);
            var at = path.child("resourceNames").index(i);
            errors.invalidEach(at, name, Names.pathSegment(name));
            if (!names.add(name)) {
                errors.duplicate(at, name);
            }
        }
        choices(rule.operations(), path.child("operations"), errors);
        for (int i = 0; i < rule.operations().size(); i++) {
            if (!OPERATIONS.contains(rule.operations().get(i))) {
                errors.notSupported(
                        path.child("operations").index(i), rule.operations().get(i), OPERATIONS);
            }
        }
        choices(rule.apiGroups(), path.child("apiGroups"), errors);
        choices(rule.apiVersions(), path.child("apiVersions"), errors);
        for (int i = 0; i < rule.apiVersions().size(); i++) {
            if (rule.apiVersions().get(i).isEmpty()) {
                errors.required(path.child("apiVersions").index(i), "");
            }
        }
        WebhookRules.resources(rule.resources(), path.child("resources"), errors);
        var scope = rule.scope();
        if (scope != null && !SCOPES.contains(scope)) {
            errors.notSupported(path.child("scope"), scope, SCOPES);
        }
    }

    /// Something must be said, and beside `*` nothing else.
    private static void choices(List<String> values, FieldPath path, FieldErrors errors) {
        if (values.isEmpty()) {
            errors.required(path, "");
        }
        if (values.size() > 1 && values.contains("*")) {
            errors.invalid(path, values, "if '*' is present, must not specify other " + what(path));
        }
    }

    private static String what(FieldPath path) {
        var text = path.toString();
        return switch (text.substring(text.lastIndexOf('.') + 1)) {
            case "operations" -> "operations";
            case "apiGroups" -> "API groups";
            default -> "API versions";
        };
    }
}
