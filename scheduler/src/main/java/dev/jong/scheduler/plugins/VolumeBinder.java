package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.rules.Annotations;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.SharedInformers;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes down what volumes a Pod takes and waits until the volume controller, and whoever makes
/// volumes, have done their part.
final class VolumeBinder {
    /// How long to wait for claims before volumes and the Pod are looked at too.
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final Client client;
    private final Informer<PersistentVolumeClaim> claims;
    private final Informer<PersistentVolume> volumes;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;

    VolumeBinder(SharedInformers informers, Client client) {
        this.client = client;
        this.claims = informers.of(PersistentVolumeClaim.KIND);
        this.volumes = informers.of(PersistentVolume.KIND);
        this.pods = informers.of(Pod.KIND);
        this.nodes = informers.of(Node.KIND);
    }

    /// How far the claims are.
    private sealed interface Progress {
        record Waiting() implements Progress {}

        record Bound() implements Progress {}

        record Failed(String reason) implements Progress {}
    }

    private static final Progress WAITING = new Progress.Waiting();
    private static final Progress BOUND = new Progress.Bound();

    /// Binds.
    ///
    /// @return why it failed, in upstream's words; empty once all is bound
    Optional<String> bind(Pod pod, String node, VolumeChoice choice) {
        var versions = new Versions();
        try {
            for (var binding : choice.bindings()) {
                var now = VolumeMatch.bound(binding.volume(), binding.claim());
                versions.volumes(client.resources(PersistentVolume.KIND).update(now));
            }
            for (var claim : choice.provisions()) {
                var now =
                        claim.mapMetadata(metadata ->
                                Annotations.with(metadata, VolumeMatch.SELECTED_NODE, node));
                versions.claims(
                        now.equals(claim)
                                ? claim
                                : client.resources(PersistentVolumeClaim.KIND).update(now));
            }
            return await(pod, node, choice, versions);
        } catch (ApiException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.of("binding volumes: context canceled");
        }
    }

    /// The newest that was written here: what the caches must show before they are judged.
    private static final class Versions {
        private long volumes;
        private long claims;

        void volumes(PersistentVolume written) {
            volumes = Math.max(volumes, number(written.metadata().resourceVersion()));
        }

        void claims(PersistentVolumeClaim written) {
            claims = Math.max(claims, number(written.metadata().resourceVersion()));
        }

        private static long number(@Nullable String version) {
            return version == null ? 0 : Long.parseLong(version);
        }
    }

    private Optional<String> await(Pod pod, String node, VolumeChoice choice, Versions versions)
            throws InterruptedException {
        var deadline = System.nanoTime() + VolumePlugins.BIND_TIMEOUT.toNanos();
        boolean current =
                volumes.awaitVersion(versions.volumes, VolumePlugins.BIND_TIMEOUT)
                        && claims.awaitVersion(versions.claims, VolumePlugins.BIND_TIMEOUT);
        while (current && System.nanoTime() < deadline) {
            var seen = claims.version();
            switch (progress(pod, node, choice)) {
                case Progress.Bound() -> {
                    return Optional.empty();
                }
                case Progress.Failed(var reason) -> {
                    return Optional.of("binding volumes: " + reason);
                }
                case Progress.Waiting() -> {
                    var _ = claims.awaitVersion(seen + 1, GLANCE);
                }
            }
        }
        return Optional.of("binding volumes: context deadline exceeded");
    }

    private Progress progress(Pod pod, String node, VolumeChoice choice) {
        if (pods.find(pod.namespace(), pod.name()).isEmpty()) {
            return new Progress.Failed(
                    "pod does not exist any more: pod \"" + pod.name() + "\" not found");
        }
        for (var binding : choice.bindings()) {
            var progress = bound(binding, node);
            if (!progress.equals(BOUND)) {
                return progress;
            }
        }
        for (var claim : choice.provisions()) {
            var progress = provisioned(claim, node);
            if (!progress.equals(BOUND)) {
                return progress;
            }
        }
        return BOUND;
    }

    private Progress bound(VolumeChoice.Binding binding, String node) {
        var name = binding.volume().name();
        var volume = volumes.find("", name).orElse(null);
        var claim = claims.find(ObjectKey.of(binding.claim())).orElse(null);
        if (volume == null || claim == null) {
            return new Progress.Failed(
                    "failed to check binding: could not find "
                            + (volume == null
                                    ? "v1.PersistentVolume \"" + name
                                    : "v1.PersistentVolumeClaim \"" + ObjectKey.of(binding.claim()))
                            + "\"");
        }
        var claimant = volume.spec().claimRef();
        if (claimant == null || claimant.uid() == null) {
            return new Progress.Failed("ClaimRef got reset for pv \"" + name + "\"");
        }
        return reached(volume, node).orElse(VolumeMatch.isBound(claim) ? BOUND : WAITING);
    }

    private Progress provisioned(PersistentVolumeClaim wanted, String node) {
        var claim = claims.find(ObjectKey.of(wanted)).orElse(null);
        if (claim == null) {
            return new Progress.Failed(
                    "failed to check provisioning pvc: could not find v1.PersistentVolumeClaim \""
                            + ObjectKey.of(wanted)
                            + "\"");
        }
        var selected = claim.metadata().annotations().get(VolumeMatch.SELECTED_NODE);
        if (!Objects.equals(selected, node)) {
            return new Progress.Failed("provisioning failed for PVC \"" + claim.name() + "\"");
        }
        var volume = claim.spec().volumeName();
        if (volume == null) {
            return WAITING;
        }
        var made = volumes.find("", volume).orElse(null);
        return made == null
                ? WAITING
                : reached(made, node).orElse(VolumeMatch.isBound(claim) ? BOUND : WAITING);
    }

    /// The failure if the volume is not for the node after all.
    private Optional<Progress> reached(PersistentVolume volume, String node) {
        return nodes.find("", node)
                .filter(there -> !VolumeMatch.reachable(volume, there))
                .map(_ ->
                        new Progress.Failed(
                                "pv \""
                                        + volume.name()
                                        + "\" node affinity doesn't match node \""
                                        + node
                                        + "\": no matching NodeSelectorTerms"));
    }
}
