package dev.jong.apiserver.admission.policy;

import dev.jong.api.admissionregistration.v1.TypeChecking;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.apiserver.admission.ServedKinds;

/// What the server itself says of a policy: which generation it has looked at, and what the types
/// of the objects say against its expressions. Pure.
public final class PolicyStatus {
    private PolicyStatus() {}

    /// The policy with an up-to-date status; the same when it has one.
    public static ValidatingAdmissionPolicy checked(
            ValidatingAdmissionPolicy policy, ServedKinds kinds) {
        long generation = policy.metadata().generation();
        if (generation == policy.status().observedGeneration()) {
            return policy;
        }
        return policy.withStatus(
                policy.status().toBuilder()
                        .observedGeneration(generation)
                        .typeChecking(new TypeChecking(new TypeChecks(kinds).warnings(policy)))
                        .build());
    }
}
