package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Affinity;
import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.PodAffinityTerm;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.core.v1.TopologySpreadConstraint;
import dev.jong.api.core.v1.WeightedPodAffinityTerm;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a Pod may and would like to be.
final class PlacementRules {
    static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private static final List<String> INCLUSIONS = List.of("Honor", "Ignore");

    private PlacementRules() {}

    static void tolerations(List<Toleration> tolerations, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < tolerations.size(); i++) {
            toleration(tolerations.get(i), path.index(i), errors);
        }
    }

    private static void toleration(Toleration toleration, FieldPath at, FieldErrors errors) {
        var key = toleration.key();
        var operator = toleration.operator() == null ? "" : toleration.operator();
        var value = toleration.value() == null ? "" : toleration.value();
        if (key != null) {
            errors.invalidEach(at.child("key"), key, Labels.key(key));
        } else if (!operator.equals("Exists")) {
            errors.invalid(
                    at.child("operator"),
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values"
                            + " and all keys\"");
        }
        var effect = toleration.effect();
        if (toleration.tolerationSeconds() != null && !"NoExecute".equals(effect)) {
            errors.invalid(
                    at.child("effect"),
                    effect == null ? "" : effect,
                    "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        switch (operator) {
            case "", "Equal" -> {
                var wrong = Labels.value(value);
                if (!wrong.isEmpty()) {
                    errors.invalid(at.child("operator"), value, String.join(";", wrong));
                }
            }
            case "Exists" -> {
                if (!value.isEmpty()) {
                    errors.invalid(
                            at.child("operator"),
                            value,
                            "value must be empty when `operator` is 'Exists'");
                }
            }
            case "Lt", "Gt" ->
                    // Upstream's gate TaintTolerationComparisonOperators is off.
                    errors.notSupported(
                            at.child("operator"), operator, List.of("Equal", "Exists", "Lt", "Gt"));
            default ->
                    errors.notSupported(at.child("operator"), operator, List.of("Equal", "Exists"));
        }
        if (effect != null && !EFFECTS.contains(effect)) {
            errors.notSupported(at.child("effect"), effect, EFFECTS);
        }
    }

    static void affinity(@Nullable Affinity affinity, FieldPath path, FieldErrors errors) {
        if (affinity == null) {
            return;
        }
        var nodes = affinity.nodeAffinity();
        if (nodes != null) {
            var at = path.child("nodeAffinity");
            var required = nodes.requiredDuringSchedulingIgnoredDuringExecution();
            if (required != null) {
                terms(required.nodeSelectorTerms(), required(at), errors);
            }
            for (int i = 0;
                    i < nodes.preferredDuringSchedulingIgnoredDuringExecution().size();
                    i++) {
                var term = nodes.preferredDuringSchedulingIgnoredDuringExecution().get(i);
                weight(term.weight(), preferred(at).index(i), errors);
                var preference = preferred(at).index(i).child("preference");
                // Upstream takes any value here.
                term(withoutValues(term.preference()), preference, errors);
            }
        }
        var pods = affinity.podAffinity();
        if (pods != null) {
            podTerms(
                    pods.requiredDuringSchedulingIgnoredDuringExecution(),
                    pods.preferredDuringSchedulingIgnoredDuringExecution(),
                    path.child("podAffinity"),
                    errors);
        }
        var others = affinity.podAntiAffinity();
        if (others != null) {
            podTerms(
                    others.requiredDuringSchedulingIgnoredDuringExecution(),
                    others.preferredDuringSchedulingIgnoredDuringExecution(),
                    path.child("podAntiAffinity"),
                    errors);
        }
    }

    /// As many values, all of them good.
    private static NodeSelectorTerm withoutValues(NodeSelectorTerm term) {
        return term.withMatchExpressions(
                term.matchExpressions().stream()
                        .map(each -> each.withValues(each.values().stream().map(_ -> "").toList()))
                        .toList());
    }

    private static FieldPath required(FieldPath at) {
        return at.child("requiredDuringSchedulingIgnoredDuringExecution");
    }

    private static FieldPath preferred(FieldPath at) {
        return at.child("preferredDuringSchedulingIgnoredDuringExecution");
    }

    static void terms(List<NodeSelectorTerm> terms, FieldPath at, FieldErrors errors) {
        var path = at.child("nodeSelectorTerms");
        if (terms.isEmpty()) {
            errors.required(path, "must have at least one node selector term");
        }
        for (int i = 0; i < terms.size(); i++) {
            term(terms.get(i), path.index(i), errors);
        }
    }

    private static void term(NodeSelectorTerm term, FieldPath at, FieldErrors errors) {
        for (int i = 0; i < term.matchExpressions().size(); i++) {
            requirement(
                    term.matchExpressions().get(i), at.child("matchExpressions").index(i), errors);
        }
        for (int i = 0; i < term.matchFields().size(); i++) {
            field(term.matchFields().get(i), at.child("matchFields").index(i), errors);
        }
    }

    private static void requirement(
            NodeSelectorRequirement requirement, FieldPath at, FieldErrors errors) {
        int count = requirement.values().size();
        var values = at.child("values");
        switch (requirement.operator()) {
            case "In", "NotIn" -> {
                if (count == 0) {
                    errors.required(values, "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (count > 0) {
                    errors.forbidden(
                            values,
                            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (count != 1) {
                    errors.required(
                            values,
                            "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default ->
                    errors.invalid(
                            at.child("operator"),
                            requirement.operator(),
                            "not a valid selector operator");
        }
        errors.invalidEach(at.child("key"), requirement.key(), Labels.key(requirement.key()));
        for (int i = 0; i < count; i++) {
            var value = requirement.values().get(i);
            errors.invalidEach(values.index(i), value, Labels.value(value));
        }
    }

    private static void field(NodeSelectorRequirement field, FieldPath at, FieldErrors errors) {
        if (!field.operator().equals("In") && !field.operator().equals("NotIn")) {
            errors.invalid(at.child("operator"), field.operator(), "not a valid selector operator");
        } else if (field.values().size() != 1) {
            errors.required(
                    at.child("values"),
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field"
                            + " selector");
        }
        if (!field.key().equals("metadata.name")) {
            errors.invalid(at.child("key"), field.key(), "not a valid field selector key");
            return;
        }
        for (int i = 0; i < field.values().size(); i++) {
            var value = field.values().get(i);
            errors.invalidEach(at.child("values").index(i), value, Names.subdomain(value));
        }
    }

    private static void weight(int weight, FieldPath at, FieldErrors errors) {
        if (weight < 1 || weight > 100) {
            errors.invalid(at.child("weight"), weight, "must be in the range 1-100");
        }
    }

    private static void podTerms(
            List<PodAffinityTerm> required,
            List<WeightedPodAffinityTerm> preferred,
            FieldPath at,
            FieldErrors errors) {
        for (int i = 0; i < required.size(); i++) {
            podTerm(required.get(i), required(at).index(i), errors);
        }
        for (int i = 0; i < preferred.size(); i++) {
            weight(preferred.get(i).weight(), preferred(at).index(i), errors);
            podTerm(
                    preferred.get(i).podAffinityTerm(),
                    preferred(at).index(i).child("podAffinityTerm"),
                    errors);
        }
    }

    private static void podTerm(PodAffinityTerm term, FieldPath at, FieldErrors errors) {
        SelectorRules.check(term.labelSelector(), at.child("labelSelector"), errors);
        SelectorRules.check(term.namespaceSelector(), at.child("namespaceSelector"), errors);
        for (var namespace : term.namespaces()) {
            errors.invalidEach(at.child("namespace"), namespace, Names.label(namespace));
        }
        keys(term.matchLabelKeys(), term.labelSelector(), at.child("matchLabelKeys"), errors);
        keys(term.mismatchLabelKeys(), term.labelSelector(), at.child("mismatchLabelKeys"), errors);
        selectedTwice(term.matchLabelKeys(), term.labelSelector(), at, errors);
        for (int i = 0; i < term.matchLabelKeys().size(); i++) {
            var key = term.matchLabelKeys().get(i);
            if (term.mismatchLabelKeys().contains(key)) {
                errors.invalid(
                        at.child("matchLabelKeys").index(i),
                        key,
                        "exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
        if (term.topologyKey().isEmpty()) {
            errors.required(at.child("topologyKey"), "can not be empty");
        }
        errors.invalidEach(
                at.child("topologyKey"), term.topologyKey(), Labels.key(term.topologyKey()));
    }

    /// Keys of labels whose values are taken from the Pod itself (KEP-3633, KEP-3243).
    private static void keys(
            List<String> keys,
            @Nullable LabelSelector selector,
            FieldPath path,
            FieldErrors errors) {
        if (!keys.isEmpty() && selector == null) {
            errors.forbidden(path, "must not be specified when labelSelector is not set");
        } else {
            for (int i = 0; i < keys.size(); i++) {
                errors.invalidEach(path.index(i), keys.get(i), Labels.key(keys.get(i)));
            }
        }
    }

    /// The server has added a requirement for each key, so one that is there before it is one too
    /// many.
    private static void selectedTwice(
            List<String> keys,
            @Nullable LabelSelector selector,
            FieldPath path,
            FieldErrors errors) {
        if (selector == null) {
            return;
        }
        var seen = new HashSet<>(selector.matchLabels().keySet());
        for (var expression : selector.matchExpressions()) {
            int index = keys.lastIndexOf(expression.key());
            if (!seen.add(expression.key()) && index >= 0) {
                errors.invalid(
                        path.index(index),
                        expression.key(),
                        "exists in both matchLabelKeys and labelSelector");
            }
        }
    }

    static void spread(
            List<TopologySpreadConstraint> constraints, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < constraints.size(); i++) {
            var constraint = constraints.get(i);
            var at = path.index(i);
            if (constraint.maxSkew() <= 0) {
                errors.invalid(
                        at.child("maxSkew"), constraint.maxSkew(), "must be greater than zero");
            }
            if (constraint.topologyKey().isEmpty()) {
                errors.required(at.child("topologyKey"), "can not be empty");
            }
            if (!List.of("DoNotSchedule", "ScheduleAnyway")
                    .contains(constraint.whenUnsatisfiable())) {
                errors.notSupported(
                        at.child("whenUnsatisfiable"),
                        constraint.whenUnsatisfiable(),
                        List.of("DoNotSchedule", "ScheduleAnyway"));
            }
            var least = constraint.minDomains();
            if (least != null) {
                if (least <= 0) {
                    errors.invalid(at.child("minDomains"), least, "must be greater than zero");
                }
                if (!constraint.whenUnsatisfiable().equals("DoNotSchedule")) {
                    errors.invalid(
                            at.child("minDomains"),
                            least,
                            "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
                                    + constraint.whenUnsatisfiable());
                }
            }
            for (var other : constraints.subList(i + 1, constraints.size())) {
                if (other.topologyKey().equals(constraint.topologyKey())
                        && other.whenUnsatisfiable().equals(constraint.whenUnsatisfiable())) {
                    errors.duplicate(
                            at.child("{topologyKey, whenUnsatisfiable}"),
                            "{"
                                    + constraint.topologyKey()
                                    + ", "
                                    + constraint.whenUnsatisfiable()
                                    + "}");
                    break;
                }
            }
            errors.known(
                    at.child("nodeAffinityPolicy"), constraint.nodeAffinityPolicy(), INCLUSIONS);
            errors.known(at.child("nodeTaintsPolicy"), constraint.nodeTaintsPolicy(), INCLUSIONS);
            keys(
                    constraint.matchLabelKeys(),
                    constraint.labelSelector(),
                    at.child("matchLabelKeys"),
                    errors);
            selectedTwice(constraint.matchLabelKeys(), constraint.labelSelector(), at, errors);
            SelectorRules.check(constraint.labelSelector(), at.child("labelSelector"), errors);
        }
    }

    static void deadline(@Nullable Long seconds, FieldPath path, FieldErrors errors) {
        if (seconds != null) {
            errors.invalidEach(path, seconds, FieldNames.within(seconds, 1, Integer.MAX_VALUE));
        }
    }
}
