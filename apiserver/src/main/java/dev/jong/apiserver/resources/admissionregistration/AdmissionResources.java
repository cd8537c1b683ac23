package dev.jong.apiserver.resources.admissionregistration;

import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.apiserver.admission.policy.MatchRules;
import dev.jong.apiserver.admission.policy.PolicyRules;
import dev.jong.apiserver.registry.Resource;
import java.util.List;

/// The admissionregistration.k8s.io group.
public final class AdmissionResources {
    public static final Resource<ValidatingAdmissionPolicy> VALIDATING_POLICIES =
            Resource.of(ValidatingAdmissionPolicy.KIND)
                    .conditionalUpdatesOnly()
                    .counted()
                    .beforeCreate(
                            policy -> policy.withStatus(ValidatingAdmissionPolicyStatus.EMPTY))
                    .validate(PolicyRules::validating)
                    .status((from, into) -> into.withStatus(from.status()))
                    .keepsMetadata()
                    .build();

    public static List<Resource<?>> all() {
        return List.of(
                Resource.of(MutatingAdmissionPolicy.KIND)
                        .conditionalUpdatesOnly()
                        .counted()
                        .validate(PolicyRules::mutating)
                        .build(),
                Resource.of(MutatingAdmissionPolicyBinding.KIND)
                        .conditionalUpdatesOnly()
                        .counted()
                        .validate(MatchRules::mutating)
                        .build(),
                Resource.of(MutatingWebhookConfiguration.KIND)
                        .conditionalUpdatesOnly()
                        .counted()
                        .build(),
                VALIDATING_POLICIES,
                Resource.of(ValidatingAdmissionPolicyBinding.KIND)
                        .conditionalUpdatesOnly()
                        .counted()
                        .validate(MatchRules::validating)
                        .build(),
                Resource.of(ValidatingWebhookConfiguration.KIND)
                        .conditionalUpdatesOnly()
                        .counted()
                        .build());
    }

    private AdmissionResources() {}
}
