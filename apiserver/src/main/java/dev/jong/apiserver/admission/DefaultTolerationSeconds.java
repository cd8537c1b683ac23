package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Toleration;
import java.util.ArrayList;
import java.util.List;

/// Lets Pods stay for a while on a node that is not ready or cannot be reached.
///
/// @param notReady seconds on the former
/// @param unreachable seconds on the latter
public record DefaultTolerationSeconds(long notReady, long unreachable) implements Admission {
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

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
        add(tolerations, pod, NOT_READY, notReady);
        add(tolerations, pod, UNREACHABLE, unreachable);
        return tolerations.size() == pod.spec().tolerations().size()
                ? pod
                : pod.mapSpec(spec -> spec.withTolerations(tolerations));
    }

    private static void add(List<Toleration> all, Pod pod, String taint, long seconds) {
        if (pod.spec().tolerations().stream().noneMatch(other -> covers(other, taint))) {
            all.add(new Toleration(taint, "Exists", null, "NoExecute", seconds));
        }
    }

    private static boolean covers(Toleration toleration, String taint) {
        return (toleration.key() == null || toleration.key().equals(taint))
                && (toleration.effect() == null || toleration.effect().equals("NoExecute"));
    }
}
