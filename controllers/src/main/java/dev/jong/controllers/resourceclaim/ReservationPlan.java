package dev.jong.controllers.resourceclaim;

import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimConsumerReference;
import dev.jong.api.resource.v1.ResourceClaimStatus;
import java.util.List;
import java.util.function.Predicate;

/// Who still has a claim, and what follows.
///
/// @param status as it is to be
/// @param letGo whether the finalizer that held an allocated claim is to go
record ReservationPlan(ResourceClaimStatus status, boolean letGo) {
    static final String FINALIZER = "resource.kubernetes.io/delete-protection";

    /// A claim loses its devices with its last consumer, or when it is deleted without any: who
    /// never had consumers keeps them.
    static ReservationPlan of(
            ResourceClaim claim, Predicate<ResourceClaimConsumerReference> isUsing) {
        var before = claim.status();
        var remaining = before.reservedFor().stream().filter(isUsing).toList();
        boolean held = claim.metadata().finalizers().contains(FINALIZER);
        boolean left = remaining.size() < before.reservedFor().size();
        boolean deleted = claim.metadata().deletionTimestamp() != null;
        boolean deallocate = held && remaining.isEmpty() && (left || deleted);
        var status = before.withReservedFor(remaining);
        if (deallocate) {
            status = status.withAllocation(null);
        }
        boolean letGo = held && (left || deallocate) && status.allocation() == null;
        return new ReservationPlan(status, letGo);
    }

    List<ResourceClaimConsumerReference> remaining() {
        return status.reservedFor();
    }
}
