package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Taint;
import java.util.ArrayList;

/// Keeps Pods off a new node until a controller has seen it ready.
final class TaintNodesByCondition implements Admission {
    private static final Taint NOT_READY =
            new Taint("node.kubernetes.io/not-ready", null, "NoSchedule", null);

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.isFor(Node.KIND);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!(object instanceof Node node)) {
            return object;
        }
        var taints = new ArrayList<>(node.spec().taints());
        boolean tainted =
                taints.stream()
                        .anyMatch(taint ->
                                taint.key().equals(NOT_READY.key())
                                        && taint.effect().equals(NOT_READY.effect()));
        if (tainted) {
            return node;
        }
        taints.add(NOT_READY);
        return node.mapSpec(spec -> spec.withTaints(taints));
    }
}
