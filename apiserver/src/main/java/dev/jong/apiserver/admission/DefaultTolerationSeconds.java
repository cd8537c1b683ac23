package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Toleration;
import java.util.ArrayList;
import java.util.List;

/// Lets Pods stay for five minutes on a node that is not ready or cannot be reached.
final class DefaultTolerationSeconds implements Admission {
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
    private static final long SECONDS = 300;

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isFor(Pod.KIND)
                && (request.operation() == Operation.CREATE
                        || request.operation() == Operation.UPDATE);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!(object instanceof Pod pod)) {
            return object;
        }
        var tolerations = new ArrayList<>(pod.spec().tolerations());
        for (var taint : TAINTS) {
            if (pod.spec().tolerations().stream().noneMatch(other -> covers(other, taint))) {
                tolerations.add(new Toleration(taint, "Exists", null, "NoExecute", SECONDS));
            }
        }
        return tolerations.size() == pod.spec().tolerations().size()
                ? pod
                : pod.mapSpec(spec -> spec.withTolerations(tolerations));
    }

    private static boolean covers(Toleration toleration, String taint) {
        return (toleration.key() == null || toleration.key().equals(taint))
                && (toleration.effect() == null || toleration.effect().equals("NoExecute"));
    }
}
