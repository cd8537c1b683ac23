package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.Owners;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreBind;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Reserve;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sees that a Pod's claims can be met on its node, and has those bound that wait for the Pod to
/// have one.
public final class VolumeBinding implements PreFilter, Filter, Reserve, PreBind {
    private static final Verdict UNBOUND =
            Verdict.hopeless("pod has unbound immediate PersistentVolumeClaims");

    private final Storage storage;
    private final Function<String, Optional<Node>> nodes;
    private final VolumeBinder binder;

    /// What Pods on their way to a node are about to take, by Pod uid.
    private final Map<String, VolumeChoice> reserved = new ConcurrentHashMap<>();

    /// The uids of the claims that volumes are promised to but do not name yet, by volume.
    private final Map<String, String> promised = new ConcurrentHashMap<>();

    VolumeBinding(Storage storage, Function<String, Optional<Node>> nodes, VolumeBinder binder) {
        this.storage = storage;
        this.nodes = nodes;
        this.binder = binder;
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        var mounted = Volumes.mounted(cycle.pod());
        if (mounted.isEmpty()) {
            return SKIP;
        }
        var bound = new ArrayList<PersistentVolumeClaim>();
        var waiting = new ArrayList<PersistentVolumeClaim>();
        boolean unbound = false;
        for (var each : mounted) {
            var claim = storage.claim(cycle.pod().namespace(), each.claim());
            var problem = problem(cycle.pod().pod(), each, claim);
            if (problem != null || claim.isEmpty()) {
                return new Prepared.Refused(Verdict.hopeless(String.valueOf(problem)));
            }
            if (VolumeMatch.isBound(claim.get())) {
                bound.add(claim.get());
            } else if (storage.waitsForPod(claim.get())) {
                waiting.add(claim.get());
            } else {
                unbound = true;
            }
        }
        if (unbound) {
            return new Prepared.Refused(UNBOUND);
        }
        cycle.keep(this, new VolumeChoice.Wanted(bound, waiting));
        return READY;
    }

    private static @Nullable String problem(
            Pod pod, Volumes.Mounted mounted, Optional<PersistentVolumeClaim> found) {
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
                    + Objects.requireNonNullElse(claim.spec().volumeName(), "")
                    + "\"";
        }
        if (claim.metadata().deletionTimestamp() != null) {
            return "persistentvolumeclaim " + quoted + " is being deleted";
        }
        return mounted.generated() && !Owners.isControlledBy(claim, pod)
                ? "PVC "
                        + claim.namespace()
                        + "/"
                        + claim.name()
                        + " was not created for pod "
                        + pod.namespace()
                        + "/"
                        + pod.name()
                        + " (pod is not owner)"
                : null;
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        var reasons = choose(cycle.kept(this, VolumeChoice.Wanted.class), node.node()).reasons();
        return reasons.isEmpty() ? Verdict.FITS : new Verdict(Verdict.Kind.HOPELESS, reasons);
    }

    private VolumeChoice choose(VolumeChoice.Wanted wanted, Node node) {
        return VolumeChoice.of(wanted, node, storage, this::isTaken);
    }

    private boolean isTaken(PersistentVolume volume, PersistentVolumeClaim claim) {
        var owner = promised.get(volume.name());
        return owner != null && !owner.equals(claim.metadata().uid());
    }

    @Override
    public Verdict reserve(PodDemand pod, String node) {
        var waiting = new ArrayList<PersistentVolumeClaim>();
        for (var each : Volumes.mounted(pod)) {
            storage.claim(pod.namespace(), each.claim())
                    .filter(claim -> !VolumeMatch.isBound(claim))
                    .ifPresent(waiting::add);
        }
        var there = nodes.apply(node);
        if (waiting.isEmpty() || there.isEmpty()) {
            return Verdict.FITS;
        }
        var wanted = new VolumeChoice.Wanted(new ArrayList<>(), waiting);
        var choice = choose(wanted, there.get());
        if (!choice.reasons().isEmpty()) {
            return new Verdict(Verdict.Kind.REFUSED, choice.reasons());
        }
        choice.bindings()
                .forEach(binding ->
                        promised.put(
                                binding.volume().name(),
                                Objects.requireNonNullElse(binding.claim().metadata().uid(), "")));
        reserved.put(uid(pod), choice);
        return Verdict.FITS;
    }

    @Override
    public void unreserve(PodDemand pod, String node) {
        var choice = reserved.remove(uid(pod));
        if (choice != null) {
            choice.bindings().forEach(binding -> promised.remove(binding.volume().name()));
        }
    }

    private static String uid(PodDemand pod) {
        return Objects.requireNonNullElse(pod.pod().metadata().uid(), "");
    }

    @Override
    public boolean isNeeded(PodDemand pod, String node) {
        return reserved.containsKey(uid(pod));
    }

    @Override
    public Verdict preBind(PodDemand pod, String node) {
        var choice = reserved.get(uid(pod));
        if (choice == null) {
            return Verdict.FITS;
        }
        var problem = binder.bind(pod.pod(), node, choice);
        if (problem.isPresent()) {
            return Verdict.refused(problem.get());
        }
        unreserve(pod, node);
        return Verdict.FITS;
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return switch (event) {
            case ClusterEvent.NodeChanged _ -> true;
            case ClusterEvent.Other(PersistentVolumeClaim claim) ->
                    claim.namespace().equals(pod.namespace())
                            && Volumes.mounted(pod).stream()
                                    .anyMatch(each -> each.claim().equals(claim.name()));
            case ClusterEvent.Other _ -> true;
            case ClusterEvent.PodPlaced _, ClusterEvent.PodChanged _, ClusterEvent.PodGone _ ->
                    false;
        };
    }
}
