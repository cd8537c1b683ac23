package dev.jong.controllers.nodelifecycle;

import dev.jong.api.core.v1.Node;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Keeps new Pods off nodes in trouble, and the old names of labels in step with the new ones.
public final class NodeTainter implements Reconciler<Node> {
    private static final int WORKERS = 8;
    private static final Map<String, String> COPIES =
            Map.of(
                    "kubernetes.io/os",
                    "beta.kubernetes.io/os",
                    "kubernetes.io/arch",
                    "beta.kubernetes.io/arch");

    private final ResourceClient<Node> nodes;
    private final InstantSource clock;

    private NodeTainter(ControllerContext context) {
        this.nodes = context.client().resources(Node.KIND);
        this.clock = context.clock();
    }

    public static Controller<Node> controller(ControllerContext context) {
        return Controller.of("node_lifecycle_controller", Node.KIND, new NodeTainter(context))
                .workers(WORKERS)
                .build();
    }

    @Override
    public Outcome reconcile(Node node) {
        var taints = NodeTaints.scheduling(node, clock.instant());
        var labels = new HashMap<>(node.metadata().labels());
        COPIES.forEach((from, to) -> {
            var value = labels.get(from);
            if (value != null) {
                labels.put(to, value);
            }
        });
        if (!taints.equals(node.spec().taints()) || !labels.equals(node.metadata().labels())) {
            nodes.update(
                    node.mapSpec(spec -> spec.withTaints(taints))
                            .mapMetadata(metadata -> metadata.withLabels(labels)));
        }
        return Outcome.done();
    }
}
