package dev.jong.controllers.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import java.util.List;
import java.util.Objects;

/// The claims that Pods mount.
public final class PodClaims {
    private PodClaims() {}

    /// The claims that a Pod uses, those made for it too.
    public static List<ObjectKey> of(Pod pod) {
        return pod.spec().volumes().stream()
                .map(volume -> {
                    var source = volume.persistentVolumeClaim();
                    if (source != null) {
                        return source.claimName();
                    }
                    return volume.ephemeral() == null ? null : pod.name() + "-" + volume.name();
                })
                .filter(Objects::nonNull)
                .map(name -> new ObjectKey(pod.namespace(), name))
                .toList();
    }

    /// Finds the Pods that use a claim by its key's text.
    public static Lister<Pod> index(Informer<Pod> pods) {
        return pods.index("claim", pod -> of(pod).stream().map(ObjectKey::toString).toList());
    }
}
