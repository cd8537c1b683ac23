package dev.jong.controllers.resourceclaim;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodResourceClaim;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.reconcile.Owners;
import java.util.List;

/// Which ResourceClaim stands behind one claim of a Pod.
sealed interface ClaimName {
    /// @param generated made for this Pod: it must be the Pod's own
    record Named(String name, boolean generated) implements ClaimName {
        boolean isOf(Pod pod, ResourceClaim claim) {
            return !generated || Owners.controls(pod, claim);
        }
    }

    /// The Pod does without.
    record NotNeeded() implements ClaimName {}

    /// To be made from this template.
    record NotYet(String template) implements ClaimName {}

    static ClaimName of(Pod pod, PodResourceClaim claim) {
        var name = claim.resourceClaimName();
        if (name != null) {
            return new Named(name, false);
        }
        var template = claim.resourceClaimTemplateName();
        for (var status : pod.status().resourceClaimStatuses()) {
            if (status.name().equals(claim.name())) {
                var made = status.resourceClaimName();
                return made == null ? new NotNeeded() : new Named(made, true);
            }
        }
        return template == null ? new NotNeeded() : new NotYet(template);
    }

    /// The names of all claims of a Pod that have one.
    static List<String> all(Pod pod) {
        return pod.spec().resourceClaims().stream()
                .map(claim -> of(pod, claim))
                .filter(Named.class::isInstance)
                .map(named -> ((Named) named).name())
                .toList();
    }
}
