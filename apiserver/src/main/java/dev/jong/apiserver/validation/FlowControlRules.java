package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.flowcontrol.v1.ExemptPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.FlowSchemaCondition;
import dev.jong.api.flowcontrol.v1.LimitResponse;
import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.NonResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.PolicyRulesWithSubjects;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationCondition;
import dev.jong.api.flowcontrol.v1.QueuingConfiguration;
import dev.jong.api.flowcontrol.v1.ResourcePolicyRule;
import dev.jong.api.flowcontrol.v1.ServiceAccountSubject;
import dev.jong.api.flowcontrol.v1.Subject;
import dev.jong.api.names.Names;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// FlowSchemas and PriorityLevelConfigurations.
public final class FlowControlRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String ANY = "*";
    private static final String EXEMPT = "exempt";
    private static final int MOST_PRECEDENCE = 10_000;
    private static final int MOST_QUEUES = 10_000_000;
    private static final int HASH_BITS = 60;
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

    private FlowControlRules() {}

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
        if (precedence == 1 && !EXEMPT.equals(schema.metadata().name())) {
            errors.invalid(
                    at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        }
        var method = spec.distinguisherMethod();
        if (method != null && !METHODS.contains(method.type())) {
            errors.notSupported(
                    SPEC.child("distinguisherMethod").child("type"), method.type(), METHODS);
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

    /// What is wrong with a new status.
    public static List<FieldError> status(FlowSchema schema) {
        return conditions(
                schema.status().conditions().stream().map(FlowSchemaCondition::type).toList());
    }

    /// What is wrong with a new status.
    public static List<FieldError> status(PriorityLevelConfiguration level) {
        return conditions(
                level.status().conditions().stream()
                        .map(PriorityLevelConfigurationCondition::type)
                        .toList());
    }

    private static List<FieldError> conditions(List<@Nullable String> types) {
        var errors = new FieldErrors();
        var seen = new HashSet<@Nullable String>();
        for (int i = 0; i < types.size(); i++) {
            var type = types.get(i);
            var at = FieldPath.of("status", "conditions").index(i).child("type");
            if (!seen.add(type)) {
                errors.duplicate(at, type == null ? "" : type);
            }
            if (type == null || type.isEmpty()) {
                errors.required(at, "");
            }
        }
        return errors.list();
    }

    static List<FieldError> level(PriorityLevelConfiguration level) {
        var errors = new FieldErrors();
        var spec = level.spec();
        if (EXEMPT.equals(level.metadata().name()) != spec.type().equals("Exempt")) {
            errors.invalid(
                    SPEC.child("type"),
                    spec.type(),
                    "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        var limited = spec.limited();
        var exempt = spec.exempt();
        switch (spec.type()) {
            case "Exempt" -> {
                if (limited != null) {
                    errors.forbidden(
                            SPEC.child("limited"), "must be nil if the type is not Limited");
                }
                if (exempt != null) {
                    exempt(exempt, SPEC.child("exempt"), errors);
                }
            }
            case "Limited" -> {
                if (exempt != null) {
                    errors.forbidden(SPEC.child("exempt"), "must be nil if the type is Limited");
                }
                if (limited == null) {
                    errors.required(
                            SPEC.child("limited"), "must not be empty when type is Limited");
                } else {
                    limited(limited, SPEC.child("limited"), errors);
                }
            }
            default ->
                    errors.notSupported(
                            SPEC.child("type"), spec.type(), List.of("Exempt", "Limited"));
        }
        return errors.list();
    }

    private static void exempt(
            ExemptPriorityLevelConfiguration exempt, FieldPath at, FieldErrors errors) {
        shares(exempt.nominalConcurrencyShares(), at, errors);
        lendable(exempt.lendablePercent(), at, errors);
    }

    private static void shares(@Nullable Integer shares, FieldPath at, FieldErrors errors) {
        if (shares != null && shares < 0) {
            errors.invalid(
                    at.child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
        }
    }

    private static void lendable(@Nullable Integer percent, FieldPath at, FieldErrors errors) {
        if (percent != null && (percent < 0 || percent > 100)) {
            errors.invalid(
                    at.child("lendablePercent"), percent, "must be between 0 and 100, inclusive");
        }
    }

    private static void limited(
            LimitedPriorityLevelConfiguration limited, FieldPath at, FieldErrors errors) {
        shares(limited.nominalConcurrencyShares(), at, errors);
        response(limited.limitResponse(), at.child("limitResponse"), errors);
        lendable(limited.lendablePercent(), at, errors);
        var borrowing = limited.borrowingLimitPercent();
        if (borrowing != null && borrowing < 0) {
            errors.invalid(
                    at.child("borrowingLimitPercent"),
                    borrowing,
                    "if specified, must be a non-negative integer");
        }
    }

    private static void response(LimitResponse response, FieldPath at, FieldErrors errors) {
        var queuing = response.queuing();
        switch (response.type()) {
            case "Reject" -> {
                if (queuing != null) {
                    errors.forbidden(
                            at.child("queuing"),
                            "must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> {
                if (queuing == null) {
                    errors.required(
                            at.child("queuing"),
                            "must not be empty if limited.limitResponse.type is Limited");
                } else {
                    queuing(queuing, at.child("queuing"), errors);
                }
            }
            default ->
                    errors.notSupported(
                            at.child("type"), response.type(), List.of("Queue", "Reject"));
        }
    }

    private static void queuing(QueuingConfiguration queuing, FieldPath at, FieldErrors errors) {
        int queues = queuing.queues();
        int hand = queuing.handSize();
        if (queuing.queueLengthLimit() <= 0) {
            errors.invalid(
                    at.child("queueLengthLimit"), queuing.queueLengthLimit(), "must be positive");
        }
        if (queues <= 0) {
            errors.invalid(at.child("queues"), queues, "must be positive");
        } else if (queues > MOST_QUEUES) {
            errors.invalid(at.child("queues"), queues, "must not be greater than " + MOST_QUEUES);
        }
        if (hand <= 0) {
            errors.invalid(at.child("handSize"), hand, "must be positive");
        } else if (hand > queues) {
            errors.invalid(
                    at.child("handSize"),
                    hand,
                    "should not be greater than queues (" + queues + ")");
        } else if (Math.ceil(Math.log(queues) / Math.log(2) * hand) > HASH_BITS) {
            errors.invalid(
                    at.child("handSize"),
                    hand,
                    "required entropy bits of deckSize "
                            + queues
                            + " and handSize "
                            + hand
                            + " should not be greater than "
                            + HASH_BITS);
        }
    }
}
