package dev.jong.kubelet.pod;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.kubelet.runtime.ContainerRole;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.ContainerUsage;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Resizes one Pod in place: asks whether the node has what the Pod wants, and gives it to the
/// containers that run. Used by the Pod's worker; others may read.
public final class PodResize {
    private final PodWorker.Parts parts;
    private volatile ResizeState state;

    /// Whether a node has room for a Pod as it wants to be.
    public interface Room {
        /// The node never refuses.
        Room ENOUGH = _ -> Optional.empty();

        /// Why not: reason `Deferred` (later, perhaps) or `Infeasible` (never) and a message.
        Optional<Failure> refusal(Pod wanted);
    }

    PodResize(PodWorker.Parts parts, Pod pod) {
        this.parts = parts;
        this.state = ResizeState.of(pod);
    }

    ResizeState state() {
        return state;
    }

    /// The Pod with what it was granted.
    Pod granted(Pod pod) {
        return state.granted(pod);
    }

    /// Grants what the Pod asks for, if the node has it, and answers the Pod as granted.
    Pod grant(Pod pod) {
        if (!state.isAsked(pod)) {
            state = state.withPending(null);
            return granted(pod);
        }
        var refusal = parts.room().refusal(pod);
        if (refusal.isEmpty()) {
            state = state.grant(pod);
            parts.events().about(pod, false, "ResizeStarted", words("Pod resize started", pod, ""));
            return granted(pod);
        }
        var why = new ResizeState.Obstacle(refusal.get().reason(), refusal.get().message());
        if (!why.equals(state.pending())) {
            state = state.withPending(why);
            parts.events()
                    .about(
                            pod,
                            true,
                            "Resize" + why.reason(),
                            words("Pod resize " + why.reason(), pod, why.message()));
        }
        return granted(pod);
    }

    /// Whether what the Pod asks for may be granted later, when others leave.
    boolean isWaiting() {
        return state.pending() != null || state.progress() != null;
    }

    /// A container has been started with what it was granted.
    void started(String container) {
        state = state.give(container);
    }

    /// Gives running containers what they were granted, and answers those that want to be restarted
    /// for it.
    ///
    /// @param granted the Pod as [#grant] answered it
    List<PodPlan.Kill> give(Pod granted, PodView view) {
        var restarts = new ArrayList<PodPlan.Kill>();
        if (state.anyDue()) {
            try {
                give(granted, view, restarts);
            } catch (RuntimeFailure | IOException e) {
                fail(granted, String.valueOf(e.getMessage()));
                return List.of();
            }
        }
        if (state.progress() != null && !state.anyDue()) {
            state = state.withProgress(null);
            parts.events()
                    .about(
                            granted,
                            false,
                            "ResizeCompleted",
                            words("Pod resize completed", granted, ""));
        }
        return restarts;
    }

    private void give(Pod granted, PodView view, List<PodPlan.Kill> restarts) throws IOException {
        var updates = new ArrayList<PodContainer>();
        for (var container : PodContainer.all(granted.spec())) {
            var run = view.latest(container.name());
            if (run == null || !run.running() || !state.isDue(container.name())) {
                continue;
            }
            if (wantsRestart(container)) {
                restarts.add(
                        new PodPlan.Kill(
                                container,
                                run,
                                "Container " + container.name() + " resize requires restart",
                                null));
            } else {
                updates.add(container);
            }
        }
        var tooSmall = tooSmall(updates, view);
        if (!tooSmall.isEmpty()) {
            fail(granted, "cannot decrease memory limits: " + tooSmall);
            return;
        }
        var group = PodCgroup.path(parts.node().cgroupRoot(), granted);
        if (!group.isEmpty() && !updates.isEmpty()) {
            PodCgroup.create(group, granted);
        }
        for (var container : updates) {
            var run = view.latest(container.name());
            if (run != null) {
                update(granted, container, run);
            }
        }
    }

    private void update(Pod granted, PodContainer container, ContainerStatus run) {
        var limits = KernelLimits.of(granted, container.spec(), parts.node().memoryBytes());
        parts.runtime().updateResources(run.id(), limits.lifted());
        state = state.give(container.name());
    }

    /// By the policy of each resource that changes; without one nothing is restarted.
    private boolean wantsRestart(PodContainer container) {
        var from = state.given().getOrDefault(container.name(), ResourceRequirements.EMPTY);
        var to = container.spec().resources();
        return container.spec().resizePolicy().stream()
                .filter(policy -> "RestartContainer".equals(policy.restartPolicy()))
                .map(policy -> policy.resourceName())
                .anyMatch(name ->
                        !ResizeState.same(from.requests().get(name), to.requests().get(name))
                                || !ResizeState.same(
                                        from.limits().get(name), to.limits().get(name)));
    }

    /// What uses more memory than it would be left with; "" when nothing does.
    private String tooSmall(List<PodContainer> updates, PodView view) {
        var words = new ArrayList<String>();
        List<ContainerUsage> usage = List.of();
        for (var container : updates) {
            var run = view.latest(container.name());
            var from = state.given().getOrDefault(container.name(), ResourceRequirements.EMPTY);
            var before = from.limits().get("memory");
            var limit = container.spec().resources().limits().get("memory");
            if (run == null || limit == null || (before != null && before.compareTo(limit) <= 0)) {
                continue;
            }
            usage = usage.isEmpty() ? parts.runtime().usage() : usage;
            usage.stream()
                    .filter(each -> each.containerId().equals(run.id()))
                    .filter(each -> each.usageBytes() > limit.value())
                    .forEach(each ->
                            words.add(
                                    "attempting to set container \""
                                            + container.name()
                                            + "\" memory limit ("
                                            + limit.value()
                                            + ") below current usage ("
                                            + each.usageBytes()
                                            + ")"));
        }
        return words.size() == 1 ? words.getFirst() : words.isEmpty() ? "" : words.toString();
    }

    private void fail(Pod granted, String message) {
        var how = new ResizeState.Obstacle("Error", message);
        if (!how.equals(state.progress())) {
            state = state.withProgress(how);
            parts.events()
                    .about(
                            granted,
                            true,
                            "ResizeError",
                            words("Pod resize error", granted, message));
        }
    }

    /// The Event's message: what happened, and the resources as JSON.
    private static String words(String what, Pod pod, String error) {
        var summary = JsonObject.EMPTY;
        var initial = new ArrayList<JsonValue>();
        var main = new ArrayList<JsonValue>();
        for (var container : PodContainer.all(pod.spec())) {
            if (container.role() != ContainerRole.EPHEMERAL) {
                var entry =
                        JsonObject.EMPTY
                                .with("name", container.name())
                                .with("resources", json(container.spec().resources()));
                (container.role() == ContainerRole.MAIN ? main : initial).add(entry);
            }
        }
        if (!initial.isEmpty()) {
            summary = summary.with("initContainers", new JsonArray(initial));
        }
        summary =
                summary.with("containers", new JsonArray(main))
                        .with("generation", new JsonInteger(pod.metadata().generation()));
        if (!error.isEmpty()) {
            summary = summary.with("error", error);
        }
        return what + ": " + summary;
    }

    private static JsonObject json(ResourceRequirements resources) {
        var result = JsonObject.EMPTY;
        if (!resources.limits().isEmpty()) {
            result = result.with("limits", amounts(resources.limits()));
        }
        return resources.requests().isEmpty()
                ? result
                : result.with("requests", amounts(resources.requests()));
    }

    private static JsonObject amounts(Map<String, Quantity> amounts) {
        var result = JsonObject.EMPTY;
        for (var each : new TreeMap<>(amounts).entrySet()) {
            result = result.with(each.getKey(), each.getValue().toString());
        }
        return result;
    }
}
