package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.Patch;
import dev.jong.client.SharedInformers;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreBind;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sees that a Pod's claims can be met on its node, and has those bound that wait for the Pod to
/// have one.
public final class VolumeBinding implements PreFilter, Filter, PreBind {
    private static final Verdict UNBOUND =
            Verdict.hopeless("pod has unbound immediate PersistentVolumeClaims");
    private static final Verdict ELSEWHERE =
            Verdict.hopeless("node(s) didn't match PersistentVolume's node affinity");
    private static final Verdict NO_VOLUME =
            Verdict.hopeless(
                    "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
    private static final Verdict NOTHING_FREE =
            Verdict.hopeless("node(s) didn't find available persistent volumes to bind");
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Volumes volumes;
    private final Client client;
    private final Informer<Node> nodes;

    private record State(List<PersistentVolumeClaim> bound, List<PersistentVolumeClaim> waiting) {}

    /// Judges by what informers know and binds through the client.
    public VolumeBinding(SharedInformers informers, Client client) {
        this.volumes = new Volumes(informers);
        this.client = client;
        this.nodes = informers.of(Node.KIND);
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        var mounted = Volumes.mounted(cycle.pod());
        if (mounted.isEmpty()) {
            return SKIP;
        }
        var state = new State(new ArrayList<>(), new ArrayList<>());
        for (var each : mounted) {
            var claim = volumes.claim(cycle.pod().namespace(), each.claim());
            var problem = problem(each, claim);
            if (problem != null || claim.isEmpty()) {
                return new Prepared.Refused(Verdict.hopeless(String.valueOf(problem)));
            }
            if (Volumes.isBound(claim.get())) {
                state.bound.add(claim.get());
            } else if (volumes.waitsForPod(claim.get())) {
                state.waiting.add(claim.get());
            } else {
                return new Prepared.Refused(UNBOUND);
            }
        }
        cycle.keep(this, state);
        return READY;
    }

    private static @Nullable String problem(
            Volumes.Mounted mounted, Optional<PersistentVolumeClaim> found) {
        var quoted = "\"" + mounted.claim() + "\"";
        if (found.isEmpty()) {
            return mounted.generated()
                    ? "waiting for ephemeral volume controller to create the persistentvolumeclaim "
                            + quoted
                    : "persistentvolumeclaim " + quoted + " not found";
        }
        var claim = found.get();
        if ("Lost".equals(claim.status().phase())) {
            return "persistentvolumeclaim "
                    + quoted
                    + " bound to non-existent persistentvolume \""
                    + claim.spec().volumeName()
                    + "\"";
        }
        return claim.metadata().deletionTimestamp() == null
                ? null
                : "persistentvolumeclaim " + quoted + " is being deleted";
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        var state = cycle.kept(this, State.class);
        for (var claim : state.bound) {
            var volume = volumes.volume(String.valueOf(claim.spec().volumeName()));
            if (volume.isEmpty()) {
                return NO_VOLUME;
            }
            if (!Volumes.reachable(volume.get(), node.node())) {
                return ELSEWHERE;
            }
        }
        for (var claim : state.waiting) {
            if (!volumes.provisioned(claim) && volumes.free(claim, node.node()).isEmpty()) {
                return NOTHING_FREE;
            }
        }
        return Verdict.FITS;
    }

    @Override
    public Verdict preBind(PodDemand pod, String node) {
        var waiting = new ArrayList<PersistentVolumeClaim>();
        for (var each : Volumes.mounted(pod)) {
            volumes.claim(pod.namespace(), each.claim())
                    .filter(claim -> !Volumes.isBound(claim))
                    .ifPresent(waiting::add);
        }
        for (var claim : waiting) {
            begin(claim, node);
        }
        for (var claim : waiting) {
            if (!awaitBound(claim)) {
                return Verdict.refused("binding volumes: context deadline exceeded");
            }
        }
        return Verdict.FITS;
    }

    /// Promises the claim a volume that is there, or has one made for the node.
    private void begin(PersistentVolumeClaim claim, String node) {
        var free = nodes.find("", node).flatMap(each -> volumes.free(claim, each));
        if (free.isPresent()) {
            var owner =
                    JsonObject.of("kind", new JsonText("PersistentVolumeClaim"))
                            .with("apiVersion", "v1")
                            .with("namespace", String.valueOf(claim.metadata().namespace()))
                            .with("name", String.valueOf(claim.metadata().name()))
                            .with("uid", String.valueOf(claim.metadata().uid()));
            var _ =
                    client.resources(PersistentVolume.KIND)
                            .patch(
                                    String.valueOf(free.get().metadata().name()),
                                    new Patch.Merge(
                                            JsonObject.of(
                                                    "spec", JsonObject.of("claimRef", owner))));
            return;
        }
        var annotations = JsonObject.of(SELECTED_NODE, new JsonText(node));
        var _ =
                client.resources(PersistentVolumeClaim.KIND)
                        .inNamespace(claim.metadata().namespace())
                        .patch(
                                String.valueOf(claim.metadata().name()),
                                new Patch.Merge(
                                        JsonObject.of(
                                                "metadata",
                                                JsonObject.of("annotations", annotations))));
    }

    private boolean awaitBound(PersistentVolumeClaim claim) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                var seen = volumes.claims().version();
                var now =
                        volumes.claims()
                                .find(
                                        claim.metadata().namespace(),
                                        String.valueOf(claim.metadata().name()));
                if (now.filter(Volumes::isBound).isPresent()) {
                    return true;
                }
                var left = deadline - System.nanoTime();
                if (now.isEmpty() || left <= 0) {
                    return false;
                }
                var _ = volumes.claims().awaitVersion(seen + 1, Duration.ofNanos(left));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return event instanceof ClusterEvent.Other || event instanceof ClusterEvent.NodeChanged;
    }
}
