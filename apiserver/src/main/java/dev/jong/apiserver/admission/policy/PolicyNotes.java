package dev.jong.apiserver.admission.policy;

import dev.jong.api.GoText;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.apiserver.request.AuditAnnotations;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What one policy tells the audit log: values of its own, and what it let pass although it failed.
final class PolicyNotes {
    private static final String FAILURE = "validation.policy.admission.k8s.io/validation_failure";
    private static final int LONGEST = 10 * 1024;

    private final String policy;

    /// The values that came of each binding and parameter, by key.
    private final Map<String, Set<String>> values = new LinkedHashMap<>();

    PolicyNotes(String policy) {
        this.policy = policy;
    }

    void add(Map<String, String> annotations) {
        annotations.forEach((key, value) ->
                values.computeIfAbsent(key, _ -> new LinkedHashSet<>())
                        .add(value.substring(0, Math.min(value.length(), LONGEST))));
    }

    void publish(AuditAnnotations annotations) {
        values.forEach((key, all) -> annotations.put(policy + '/' + key, String.join(", ", all)));
    }

    /// For a binding that has failures audited: what would have been denied.
    static void failed(
            ValidatingAdmissionPolicyBinding binding,
            ValidatingRules.Denial denial,
            AuditAnnotations annotations) {
        annotations.put(
                FAILURE,
                "[{\"message\":"
                        + GoText.json(denial.message())
                        + ",\"policy\":"
                        + GoText.json(binding.spec().policyName())
                        + ",\"binding\":"
                        + GoText.json(binding.name())
                        + ",\"expressionIndex\":"
                        + denial.index()
                        + ",\"validationActions\":"
                        + GoText.json(binding.spec().validationActions())
                        + "}]");
    }
}
