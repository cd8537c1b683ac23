package dev.jong.apiserver.validation;

import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.RuleWithOperations;
import dev.jong.api.admissionregistration.v1.ValidatingWebhook;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import dev.jong.apiserver.admission.policy.PolicyRules;
import dev.jong.apiserver.webhook.Webhooks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Mutating and validating webhooks.
public final class WebhookRules {
    private static final FieldPath WEBHOOKS = FieldPath.of("webhooks");
    private static final List<String> OPERATIONS =
            List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");
    private static final int MOST_SECONDS = 30;
    private static final int LEAST_NAME_PARTS = 3;

    private WebhookRules() {}

    static List<FieldError> mutating(MutatingWebhookConfiguration configuration) {
        var errors = new FieldErrors();
        var names = new HashSet<String>();
        for (int i = 0; i < configuration.webhooks().size(); i++) {
            var hook = configuration.webhooks().get(i);
            var path = WEBHOOKS.index(i);
            check(Webhooks.common(hook), path, names, errors);
            errors.known(
                    path.child("reinvocationPolicy"),
                    hook.reinvocationPolicy(),
                    List.of("IfNeeded", "Never"));
        }
        return errors.list();
    }

    static List<FieldError> validating(ValidatingWebhookConfiguration configuration) {
        var errors = new FieldErrors();
        var names = new HashSet<String>();
        for (int i = 0; i < configuration.webhooks().size(); i++) {
            check(configuration.webhooks().get(i), WEBHOOKS.index(i), names, errors);
        }
        return errors.list();
    }

    private static void check(
            ValidatingWebhook hook, FieldPath path, Set<String> names, FieldErrors errors) {
        name(hook.name(), path.child("name"), names, errors);
        for (int i = 0; i < hook.rules().size(); i++) {
            rule(hook.rules().get(i), path.child("rules").index(i), errors);
        }
        choice(
                hook.failurePolicy(),
                List.of("Fail", "Ignore"),
                path.child("failurePolicy"),
                errors);
        choice(
                hook.matchPolicy(),
                List.of("Equivalent", "Exact"),
                path.child("matchPolicy"),
                errors);
        var harmless = List.of("None", "NoneOnDryRun");
        if (hook.sideEffects() == null) {
            errors.required(
                    path.child("sideEffects"),
                    "must specify one of " + String.join(", ", harmless));
        } else {
            choice(hook.sideEffects(), harmless, path.child("sideEffects"), errors);
        }
        var seconds = hook.timeoutSeconds();
        if (seconds != null && (seconds > MOST_SECONDS || seconds < 1)) {
            errors.invalid(
                    path.child("timeoutSeconds"),
                    seconds,
                    "the timeout value must be between 1 and 30 seconds");
        }
        SelectorRules.check(hook.namespaceSelector(), path.child("namespaceSelector"), errors);
        SelectorRules.check(hook.objectSelector(), path.child("objectSelector"), errors);
        WebhookClientRules.check(
                hook.clientConfig().url(),
                hook.clientConfig().service(),
                path.child("clientConfig"),
                errors);
        reviews(hook.admissionReviewVersions(), path.child("admissionReviewVersions"), errors);
        PolicyRules.check(hook.matchConditions(), false, path.child("matchConditions"), errors);
    }

    private static void name(String name, FieldPath path, Set<String> names, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        var wrong = Names.subdomain(name);
        errors.invalidEach(path, name, wrong);
        if (wrong.isEmpty() && name.split("\\.", -1).length < LEAST_NAME_PARTS) {
            errors.invalid(
                    path,
                    name,
                    "should be a domain with at least three segments separated by dots");
        }
        if (!names.add(name)) {
            errors.duplicate(path, name);
        }
    }

    private static void rule(RuleWithOperations rule, FieldPath path, FieldErrors errors) {
        alone(rule.operations(), "operations", path.child("operations"), errors);
        for (int i = 0; i < rule.operations().size(); i++) {
            if (!OPERATIONS.contains(rule.operations().get(i))) {
                errors.notSupported(
                        path.child("operations").index(i), rule.operations().get(i), OPERATIONS);
            }
        }
        alone(rule.apiGroups(), "API groups", path.child("apiGroups"), errors);
        alone(rule.apiVersions(), "API versions", path.child("apiVersions"), errors);
        for (int i = 0; i < rule.apiVersions().size(); i++) {
            if (rule.apiVersions().get(i).isEmpty()) {
                errors.required(path.child("apiVersions").index(i), "");
            }
        }
        resources(rule.resources(), path.child("resources"), errors);
        errors.known(path.child("scope"), rule.scope(), List.of("*", "Cluster", "Namespaced"));
    }

    /// `*` says all there is to say.
    private static void alone(
            List<String> values, String noun, FieldPath path, FieldErrors errors) {
        if (values.isEmpty()) {
            errors.required(path, "");
        } else if (values.size() > 1 && values.contains("*")) {
            errors.invalid(path, values, "if '*' is present, must not specify other " + noun);
        }
    }

    /// Which resources a rule names: `pods`, `pods/status`, `pods/*`, `*/scale`, `*`, `*/*`; none
    /// of them twice.
    public static void resources(List<String> resources, FieldPath path, FieldErrors errors) {
        if (resources.isEmpty()) {
            errors.required(path, "");
        }
        var allParts = new HashSet<String>();
        var allResources = new HashSet<String>();
        boolean whole = false;
        for (int i = 0; i < resources.size(); i++) {
            var written = resources.get(i);
            int slash = written.indexOf('/');
            if (written.isEmpty()) {
                errors.required(path.index(i), "");
            } else if (slash < 0) {
                whole |= !written.equals("*");
            } else {
                var resource = written.substring(0, slash);
                var part = written.substring(slash + 1);
                covered(allParts.contains(resource), resource + "/*", written, path, i, errors);
                covered(allResources.contains(part), "*/" + part, written, path, i, errors);
                if (part.equals("*")) {
                    allParts.add(resource);
                }
                if (resource.equals("*")) {
                    allResources.add(part);
                }
            }
        }
        if (resources.size() > 1 && resources.contains("*/*")) {
            errors.invalid(
                    path, resources, "if '*/*' is present, must not specify other resources");
        }
        if (resources.contains("*") && whole) {
            errors.invalid(
                    path,
                    resources,
                    "if '*' is present, must not specify other resources without subresources");
        }
    }

    private static void covered(
            boolean is, String by, String written, FieldPath path, int index, FieldErrors errors) {
        if (is) {
            errors.invalid(
                    path.index(index),
                    written,
                    "if '" + by + "' is present, must not specify " + written);
        }
    }

    private static void reviews(List<String> versions, FieldPath path, FieldErrors errors) {
        if (versions.isEmpty()) {
            errors.required(path, "must specify one of " + String.join(", ", REVIEWS));
            return;
        }
        for (int i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            if (versions.indexOf(version) < i) {
                errors.invalid(path.index(i), version, "duplicate version");
            } else {
                errors.invalidEach(path.index(i), version, Names.label1035(version));
            }
        }
        if (versions.stream().noneMatch(REVIEWS::contains)) {
            errors.invalid(
                    path, versions, "must include at least one of " + String.join(", ", REVIEWS));
        }
    }

    /// An empty choice is not taken for an absent one.
    private static void choice(
            @Nullable String value, List<String> known, FieldPath path, FieldErrors errors) {
        if (value != null && !known.contains(value)) {
            errors.notSupported(path, value, known);
        }
    }
}
