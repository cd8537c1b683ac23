package dev.jong.apiserver.defaults;

import dev.jong.api.admissionregistration.v1.MatchResources;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.NamedRuleWithOperations;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.meta.v1.LabelSelector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Defaults of policies whose decisions are expressions.
final class PolicyDefaults {
    private PolicyDefaults() {}

    static ValidatingAdmissionPolicy validating(ValidatingAdmissionPolicy policy) {
        var spec = policy.spec();
        return policy.withSpec(
                spec.toBuilder()
                        .failurePolicy(failurePolicy(spec.failurePolicy()))
                        .matchConstraints(resources(spec.matchConstraints()))
                        .build());
    }

    static ValidatingAdmissionPolicyBinding validatingBinding(
            ValidatingAdmissionPolicyBinding binding) {
        return binding.withSpec(
                binding.spec().withMatchResources(resources(binding.spec().matchResources())));
    }

    static MutatingAdmissionPolicy mutating(MutatingAdmissionPolicy policy) {
        var spec = policy.spec();
        return policy.withSpec(
                spec.toBuilder()
                        .failurePolicy(failurePolicy(spec.failurePolicy()))
                        .matchConstraints(resources(spec.matchConstraints()))
                        .build());
    }

    static MutatingAdmissionPolicyBinding mutatingBinding(MutatingAdmissionPolicyBinding binding) {
        return binding.withSpec(
                binding.spec().withMatchResources(resources(binding.spec().matchResources())));
    }

    private static String failurePolicy(@Nullable String given) {
        return Objects.requireNonNullElse(given, "Fail");
    }

    private static @Nullable MatchResources resources(@Nullable MatchResources given) {
        return given == null
                ? null
                : given.toBuilder()
                        .matchPolicy(Objects.requireNonNullElse(given.matchPolicy(), "Equivalent"))
                        .namespaceSelector(
                                Objects.requireNonNullElse(
                                        given.namespaceSelector(), LabelSelector.EMPTY))
                        .objectSelector(
                                Objects.requireNonNullElse(
                                        given.objectSelector(), LabelSelector.EMPTY))
                        .resourceRules(rules(given.resourceRules()))
                        .excludeResourceRules(rules(given.excludeResourceRules()))
                        .build();
    }

    private static List<NamedRuleWithOperations> rules(List<NamedRuleWithOperations> given) {
        return given.stream()
                .map(rule -> rule.withScope(Objects.requireNonNullElse(rule.scope(), "*")))
                .toList();
    }
}
