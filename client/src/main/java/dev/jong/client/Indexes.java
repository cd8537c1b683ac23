package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.List;
import java.util.Objects;

/// Terms that many ask for.
public final class Indexes {
    private Indexes() {}

    /// "" for objects of the whole cluster.
    public static List<String> namespace(KubernetesObject object) {
        return List.of(Objects.requireNonNullElse(object.metadata().namespace(), ""));
    }

    /// The uids of all owners.
    public static List<String> ownerUids(KubernetesObject object) {
        return object.metadata().ownerReferences().stream().map(owner -> owner.uid()).toList();
    }

    /// The uid of the owner that controls the object; nothing if there is none.
    public static List<String> controllerUid(KubernetesObject object) {
        return object.metadata().ownerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.controller()))
                .map(owner -> owner.uid())
                .toList();
    }
}
