package dev.jong.controllers.tainteviction;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.nodelifecycle.NodeMonitor;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.PodStatuses;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Deletes Pods from nodes whose `NoExecute` taints they do not bear, or no longer.
public final class TaintEviction implements Reconciler<Pod> {
    private static final int WORKERS = 8;

    private final Informer<Node> nodes;
    private final Lister<Pod> podsByNode;
    private final ResourceClient<Pod> pods;
    private final EventRecorder events;
    private final InstantSource clock;

    /// Since when a Pod's days are counted, by uid.
    private final Map<String, Instant> counting = new ConcurrentHashMap<>();

    private TaintEviction(ControllerContext context) {
        this.nodes = context.informers().of(Node.KIND);
        this.podsByNode = context.informers().of(Pod.KIND).index("node", NodeMonitor::node);
        this.pods = context.client().resources(Pod.KIND);
        this.events = context.recorder("taint-eviction-controller");
        this.clock = context.clock();
    }

    public static Controller<Pod> controller(ControllerContext context) {
        var reconciler = new TaintEviction(context);
        return Controller.of("noexec_taint_pod", Pod.KIND, reconciler)
                .on(Node.KIND, reconciler::onNode)
                .workers(WORKERS)
                .build();
    }

    private List<ObjectKey> onNode(@Nullable Node before, @Nullable Node now) {
        if (now == null || evicting(before).equals(evicting(now))) {
            return List.of();
        }
        return podsByNode.of(now.name()).stream().map(ObjectKey::of).toList();
    }

    private static List<Taint> evicting(@Nullable Node node) {
        return node == null
                ? List.of()
                : node.spec().taints().stream()
                        .filter(taint -> taint.effect().equals("NoExecute"))
                        .toList();
    }

    @Override
    public Outcome reconcile(Pod pod) {
        var node =
                nodes.find("", Objects.requireNonNullElse(pod.spec().nodeName(), "")).orElse(null);
        var uid = Objects.requireNonNullElse(pod.metadata().uid(), "");
        if (PodState.isTerminating(pod)) {
            counting.remove(uid);
            return Outcome.done();
        }
        return switch (Staying.of(pod, evicting(node))) {
            case Staying.Forever() -> {
                if (counting.remove(uid) != null) {
                    tell(pod, "Cancelling deletion of Pod ");
                }
                yield Outcome.done();
            }
            case Staying.NoLonger() -> evict(pod, uid);
            case Staying.For(Duration time) -> {
                var since = counting.computeIfAbsent(uid, _ -> clock.instant());
                var left = Duration.between(clock.instant(), since.plus(time));
                yield left.isPositive() ? Outcome.lookAgain(left) : evict(pod, uid);
            }
        };
    }

    private Outcome evict(Pod pod, String uid) {
        tell(pod, "Marking for deletion Pod ");
        var own = pods.inNamespace(pod.namespace());
        var condition =
                PodCondition.builder()
                        .type("DisruptionTarget")
                        .status("True")
                        .observedGeneration(pod.metadata().generation())
                        .reason("DeletionByTaintManager")
                        .message("Taint manager: deleting due to NoExecute taint")
                        .lastTransitionTime(clock.instant())
                        .build();
        try {
            own.updateStatus(pod.withStatus(PodStatuses.with(pod.status(), condition)));
            own.delete(pod.name(), Deletion.onlyUid(uid));
        } catch (ApiException e) {
            if (!Refused.notFound(e)) {
                throw e;
            }
        }
        counting.remove(uid);
        return Outcome.done();
    }

    private void tell(Pod pod, String what) {
        events.normal(pod, "TaintManagerEviction", what + pod.namespace() + "/" + pod.name());
    }
}
