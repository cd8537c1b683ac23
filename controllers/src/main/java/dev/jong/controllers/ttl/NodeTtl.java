package dev.jong.controllers.ttl;

import dev.jong.api.core.v1.Node;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.client.Informer;
import dev.jong.client.Patch;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Annotates nodes with the seconds for which a kubelet may keep what it read, more in larger
/// clusters.
public final class NodeTtl implements Reconciler<Node> {
    private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

    /// Steps overlap, so that a node more or less does not change the answer back and forth.
    private static final List<Step> STEPS =
            List.of(
                    new Step(0, 100, 0),
                    new Step(90, 500, 15),
                    new Step(450, 1000, 30),
                    new Step(900, 2000, 60),
                    new Step(1800, Integer.MAX_VALUE, 300));

    private record Step(int least, int most, int seconds) {}

    private final Informer<Node> nodes;
    private final ResourceClient<Node> writer;
    private final AtomicInteger step = new AtomicInteger();

    private NodeTtl(ControllerContext context) {
        this.nodes = context.informers().of(Node.KIND);
        this.writer = context.client().resources(Node.KIND);
    }

    public static Controller<Node> controller(ControllerContext context) {
        return Controller.of("ttlcontroller", Node.KIND, new NodeTtl(context))
                .onlyWhen((before, now) ->
                        before == null
                                || now == null
                                || !now.metadata()
                                        .annotations()
                                        .equals(before.metadata().annotations()))
                .workers(5)
                .build();
    }

    /// The step for so many nodes, coming from another.
    static int next(int step, int nodes) {
        int next = step;
        while (nodes > STEPS.get(next).most) {
            next++;
        }
        while (nodes < STEPS.get(next).least) {
            next--;
        }
        return next;
    }

    static int seconds(int step) {
        return STEPS.get(step).seconds;
    }

    @Override
    public Outcome reconcile(Node node) {
        int now = step.updateAndGet(before -> next(before, nodes.size()));
        var wanted = Integer.toString(seconds(now));
        if (!wanted.equals(node.metadata().annotations().get(ANNOTATION))) {
            var annotations = JsonObject.of(ANNOTATION, new JsonText(wanted));
            try {
                writer.patch(
                        node.name(),
                        new Patch.Strategic(
                                JsonObject.of(
                                        "metadata", JsonObject.of("annotations", annotations))));
            } catch (ApiException e) {
                if (!Refused.notFound(e)) {
                    throw e;
                }
            }
        }
        return Outcome.done();
    }
}
