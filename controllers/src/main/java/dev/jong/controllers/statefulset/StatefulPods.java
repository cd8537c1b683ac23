package dev.jong.controllers.statefulset;

import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.pod.Refused;

/// Writes the Pods and claims of StatefulSets, and tells so by Events.
final class StatefulPods {
    private final ResourceClient<Pod> pods;
    private final ResourceClient<PersistentVolumeClaim> claims;
    private final Informer<PersistentVolumeClaim> knownClaims;
    private final EventRecorder events;

    StatefulPods(Client client, Informer<PersistentVolumeClaim> knownClaims, EventRecorder events) {
        this.pods = client.resources(Pod.KIND);
        this.claims = client.resources(PersistentVolumeClaim.KIND);
        this.knownClaims = knownClaims;
        this.events = events;
    }

    /// Makes a Pod and the claims it needs.
    ///
    /// @return false if an old claim must go first
    boolean create(StatefulSet set, Pod pod, int ordinal) {
        for (var claim : Replicas.claims(set, ordinal)) {
            var known = knownClaims.find(ObjectKey.of(claim));
            if (known.isPresent() && ClaimOwners.isStale(set, pod, known.get())) {
                return false;
            }
        }
        told(
                "Create",
                set,
                pod,
                () -> {
                    ensureClaims(set, pod, ordinal);
                    ownClaims(set, pods.create(pod), ordinal);
                });
        return true;
    }

    void delete(StatefulSet set, Pod pod) {
        told(
                "Delete",
                set,
                pod,
                () ->
                        pods.inNamespace(pod.namespace())
                                .deleteIfExists(pod.name(), Deletion.DEFAULT));
    }

    void correct(StatefulSet set, Pod pod, int ordinal) {
        told(
                "Update",
                set,
                pod,
                () -> {
                    ensureClaims(set, pod, ordinal);
                    ownClaims(set, pod, ordinal);
                    pods.update(Replicas.corrected(set, pod, ordinal));
                });
    }

    void ensureClaims(StatefulSet set, Pod pod, int ordinal) {
        for (var claim : Replicas.claims(set, ordinal)) {
            var known = knownClaims.find(ObjectKey.of(claim));
            if (known.isEmpty()) {
                createClaim(set, pod, claim);
            } else if (known.get().metadata().deletionTimestamp() != null) {
                throw new IllegalStateException("pvc " + claim.name() + " is being deleted");
            }
        }
    }

    private void createClaim(StatefulSet set, Pod pod, PersistentVolumeClaim claim) {
        var what = "Create Claim " + claim.name() + " ";
        try {
            claims.create(claim);
            events.normal(
                    set,
                    "SuccessfulCreate",
                    what + "Pod " + pod.name() + " in StatefulSet " + set.name() + " success");
        } catch (ApiException e) {
            if (Refused.alreadyExists(e)) {
                return;
            }
            events.warning(
                    set,
                    "FailedCreate",
                    what
                            + "for Pod "
                            + pod.name()
                            + " in StatefulSet "
                            + set.name()
                            + " failed error: "
                            + e.getMessage());
            throw e;
        }
    }

    /// Gives the Pod's claims the owners that the retention policy asks for.
    void ownClaims(StatefulSet set, Pod pod, int ordinal) {
        for (var claim : Replicas.claims(set, ordinal)) {
            var known = knownClaims.find(ObjectKey.of(claim)).orElse(null);
            if (known == null) {
                continue;
            }
            var owners = ClaimOwners.of(set, pod, known);
            if (!owners.equals(known.metadata().ownerReferences())) {
                claims.update(known.mapMetadata(metadata -> metadata.withOwnerReferences(owners)));
            }
        }
    }

    private void told(String verb, StatefulSet set, Pod pod, Runnable action) {
        var what = verb + " Pod " + pod.name() + " in StatefulSet " + set.name();
        try {
            action.run();
            events.normal(set, "Successful" + verb, what + " successful");
        } catch (ApiException e) {
            if (!Refused.alreadyExists(e) && !Refused.conflict(e)) {
                events.warning(set, "Failed" + verb, what + " failed error: " + e.getMessage());
            }
            throw e;
        }
    }
}
