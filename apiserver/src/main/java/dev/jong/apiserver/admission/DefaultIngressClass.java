package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.networking.v1.Ingress;
import dev.jong.api.networking.v1.IngressClass;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/// Gives an Ingress that names no class the default one, the newest if there are several.
final class DefaultIngressClass implements Admission {
    private static final String IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";
    private static final String OLD_ANNOTATION = "kubernetes.io/ingress.class";

    private static final Comparator<IngressClass> OLDEST_FIRST =
            Comparator.<IngressClass, Instant>comparing(ingressClass ->
                            Objects.requireNonNullElse(
                                    ingressClass.metadata().creationTimestamp(), Instant.EPOCH))
                    .thenComparing(Comparator.comparing(IngressClass::name).reversed());

    private final Cluster cluster;

    DefaultIngressClass(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.isFor(Ingress.KIND);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!(object instanceof Ingress ingress)
                || ingress.spec().ingressClassName() != null
                || ingress.metadata().annotations().containsKey(OLD_ANNOTATION)) {
            return object;
        }
        return cluster.list(IngressClass.KIND, "").stream()
                .filter(found -> "true".equals(found.metadata().annotations().get(IS_DEFAULT)))
                .max(OLDEST_FIRST)
                .<KubernetesObject>map(
                        found -> ingress.mapSpec(spec -> spec.withIngressClassName(found.name())))
                .orElse(ingress);
    }
}
