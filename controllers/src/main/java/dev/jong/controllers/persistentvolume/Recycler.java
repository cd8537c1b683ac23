package dev.jong.controllers.persistentvolume;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.core.v1.VolumeMount;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.client.Client;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Empties volumes by a Pod, for the reclaim policy `Recycle` of `hostPath` and NFS volumes.
final class Recycler {
    private static final String NAMESPACE = "default";
    private static final String PREFIX = "recycler-for-";
    private static final String IMAGE = "registry.k8s.io/build-image/debian-base:bookworm-v1.0.6";
    private static final String SCRUB =
            "test -e /scrub && find /scrub -mindepth 1 -delete && test -z \"$(ls -A /scrub)\""
                    + " || exit 1";
    private static final long GIGABYTE = 1L << 30;
    private static final long SECONDS_PER_GIGABYTE = 30;
    private static final long HOST_PATH_SECONDS = 60;
    private static final long NFS_SECONDS = 300;

    private final ResourceClient<Pod> pods;
    private final Informer<Pod> known;

    /// The uids of Pods begun here, by volume; used by one worker.
    private final Map<String, String> begun = new HashMap<>();

    Recycler(Client client, Informer<Pod> known) {
        this.pods = client.resources(Pod.KIND).inNamespace(NAMESPACE);
        this.known = known;
    }

    /// How far it is.
    sealed interface Progress {
        record Running() implements Progress {}

        record Recycled() implements Progress {}

        record Failed(String message) implements Progress {}
    }

    static boolean canRecycle(PersistentVolume volume) {
        return volume.spec().hostPath() != null || volume.spec().nfs() != null;
    }

    /// The volume that a Pod empties.
    static List<ObjectKey> volumes(Pod pod) {
        return pod.namespace().equals(NAMESPACE) && pod.name().startsWith(PREFIX)
                ? List.of(new ObjectKey("", pod.name().substring(PREFIX.length())))
                : List.of();
    }

    /// Begins, or looks how far it is.
    Progress recycle(PersistentVolume volume) {
        var name = PREFIX + volume.name();
        var pod = known.find(NAMESPACE, name).orElse(null);
        if (pod == null) {
            var created = pods.create(pod(volume, name));
            begun.put(volume.name(), Objects.requireNonNullElse(created.metadata().uid(), ""));
            return new Progress.Running();
        }
        if (!Objects.equals(begun.get(volume.name()), pod.metadata().uid())) {
            pods.deleteIfExists(name, Deletion.DEFAULT);
            return new Progress.Failed("old recycler pod found, will retry later");
        }
        return switch (Objects.requireNonNullElse(pod.status().phase(), "")) {
            case "Succeeded" -> {
                end(volume, name);
                yield new Progress.Recycled();
            }
            case "Failed" -> {
                end(volume, name);
                yield new Progress.Failed(
                        "failed to recycle volume: "
                                + Objects.requireNonNullElse(
                                        pod.status().message(),
                                        "pod failed, pod.Status.Message unknown"));
            }
            default -> new Progress.Running();
        };
    }

    private void end(PersistentVolume volume, String pod) {
        begun.remove(volume.name());
        pods.deleteIfExists(pod, Deletion.DEFAULT);
    }

    private static Pod pod(PersistentVolume volume, String name) {
        var spec = volume.spec();
        var least = spec.nfs() == null ? HOST_PATH_SECONDS : NFS_SECONDS;
        var deadline =
                Math.max(least, VolumeMatch.size(volume).value() / GIGABYTE * SECONDS_PER_GIGABYTE);
        var container =
                Container.builder()
                        .name("pv-recycler")
                        .image(IMAGE)
                        .command(List.of("/bin/sh"))
                        .args(List.of("-c", SCRUB))
                        .volumeMounts(
                                List.of(
                                        VolumeMount.builder()
                                                .name("vol")
                                                .mountPath("/scrub")
                                                .build()))
                        .build();
        return Pod.builder()
                .metadata(ObjectMeta.builder().name(name).namespace(NAMESPACE).build())
                .spec(
                        PodSpec.builder()
                                .activeDeadlineSeconds(deadline)
                                .restartPolicy("Never")
                                .volumes(
                                        List.of(
                                                Volume.builder()
                                                        .name("vol")
                                                        .hostPath(spec.hostPath())
                                                        .nfs(spec.nfs())
                                                        .build()))
                                .containers(List.of(container))
                                .build())
                .build();
    }
}
