package dev.jong.api.rules;

import dev.jong.api.KubernetesObject;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.meta.v1.OwnerReference;
import java.util.Optional;

/// Who made an object and looks after it.
public final class Owners {
    private Owners() {}

    /// The one owner that controls the object.
    public static Optional<OwnerReference> controller(ObjectMeta metadata) {
        for (var owner : metadata.ownerReferences()) {
            if (Boolean.TRUE.equals(owner.controller())) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    public static boolean isControlledBy(KubernetesObject object, KubernetesObject owner) {
        var uid = owner.metadata().uid();
        return controller(object.metadata()).filter(found -> found.uid().equals(uid)).isPresent();
    }

    /// The reference by which `owner` controls what it makes.
    public static OwnerReference controlledBy(KubernetesObject owner) {
        var uid = owner.metadata().uid();
        return new OwnerReference(
                owner.kind().apiVersion(),
                owner.kind().name(),
                owner.name(),
                uid == null ? "" : uid,
                true,
                true);
    }
}
