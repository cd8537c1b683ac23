package dev.jong.controllers.garbagecollector;

import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.client.Deletion.Propagation;
import dev.jong.client.Patch;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What an object's owner references and finalizers say about its deletion.
final class References {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private References() {}

    /// How an object's owners stand.
    ///
    /// @param solid they exist
    /// @param dangling they do not
    /// @param waiting they exist and wait for their dependents to go first
    record Owners(
            List<OwnerReference> solid,
            List<OwnerReference> dangling,
            List<OwnerReference> waiting) {
        Owners {
            solid = List.copyOf(solid);
            dangling = List.copyOf(dangling);
            waiting = List.copyOf(waiting);
        }
    }

    /// What to do with an object.
    sealed interface Fate {
        record Keep() implements Fate {}

        /// Forget owners that are gone or going; others keep the object.
        record Detach(Set<String> uids) implements Fate {}

        /// Delete it, its own dependents first.
        ///
        /// @param unblock a dependent waits too: a circle, so that nobody may block anybody
        record DeleteLast(boolean unblock) implements Fate {}

        record Delete(Propagation propagation) implements Fate {}
    }

    /// @param dependents the object's own
    static Fate fate(
            KubernetesObject object, Owners owners, List<? extends KubernetesObject> dependents) {
        if (!owners.solid().isEmpty()) {
            var gone = new HashSet<String>();
            owners.dangling().forEach(owner -> gone.add(owner.uid()));
            owners.waiting().forEach(owner -> gone.add(owner.uid()));
            return gone.isEmpty() ? new Fate.Keep() : new Fate.Detach(gone);
        }
        if (!owners.waiting().isEmpty() && !dependents.isEmpty()) {
            return new Fate.DeleteLast(
                    dependents.stream().anyMatch(References::waitsForDependents));
        }
        if (object.metadata().finalizers().contains(ORPHAN)) {
            return new Fate.Delete(Propagation.ORPHAN);
        }
        return new Fate.Delete(
                object.metadata().finalizers().contains(FOREGROUND)
                        ? Propagation.FOREGROUND
                        : Propagation.BACKGROUND);
    }

    static boolean isBeingDeleted(KubernetesObject object) {
        return object.metadata().deletionTimestamp() != null;
    }

    /// Being deleted in the foreground.
    static boolean waitsForDependents(KubernetesObject object) {
        return isBeingDeleted(object) && object.metadata().finalizers().contains(FOREGROUND);
    }

    /// Being deleted without its dependents.
    static boolean orphansDependents(KubernetesObject object) {
        return isBeingDeleted(object) && object.metadata().finalizers().contains(ORPHAN);
    }

    static boolean blocks(KubernetesObject dependent, String ownerUid) {
        return dependent.metadata().ownerReferences().stream()
                .anyMatch(owner ->
                        owner.uid().equals(ownerUid)
                                && Boolean.TRUE.equals(owner.blockOwnerDeletion()));
    }

    static Patch without(KubernetesObject object, Set<String> ownerUids) {
        return owners(
                object,
                object.metadata().ownerReferences().stream()
                        .filter(owner -> !ownerUids.contains(owner.uid()))
                        .toList());
    }

    /// Nobody's deletion waits for the object any more.
    static Patch unblocked(KubernetesObject object) {
        return owners(
                object,
                object.metadata().ownerReferences().stream()
                        .map(owner -> owner.withBlockOwnerDeletion(false))
                        .toList());
    }

    private static Patch owners(KubernetesObject object, List<OwnerReference> owners) {
        List<JsonValue> list =
                owners.stream().map(owner -> Json.tree(owner, OwnerReference.CODEC)).toList();
        return merge(object, "ownerReferences", new JsonArray(list));
    }

    static Patch withoutFinalizer(KubernetesObject object, String finalizer) {
        List<JsonValue> left =
                object.metadata().finalizers().stream()
                        .filter(each -> !each.equals(finalizer))
                        .<JsonValue>map(JsonText::new)
                        .toList();
        return merge(object, "finalizers", new JsonArray(left));
    }

    /// Holds only for the version of the object that was looked at.
    private static Patch merge(KubernetesObject object, String field, JsonValue value) {
        var metadata =
                JsonObject.of(field, value)
                        .with("uid", Objects.requireNonNullElse(object.metadata().uid(), ""))
                        .with(
                                "resourceVersion",
                                Objects.requireNonNullElse(
                                        object.metadata().resourceVersion(), ""));
        return new Patch.Merge(JsonObject.of("metadata", metadata));
    }
}
