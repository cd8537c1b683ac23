package dev.jong.controllers.rootca;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import java.util.Map;

/// Keeps the ConfigMap `kube-root-ca.crt` in every active namespace; Pods trust the API server by
/// it.
public final class RootCaPublisher implements Reconciler<Namespace> {
    /// Of the ConfigMap in each namespace.
    public static final String NAME = "kube-root-ca.crt";

    private static final Map<String, String> ANNOTATIONS =
            Map.of(
                    "kubernetes.io/description",
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
                            + " endpoints such as the internal service IP or kubernetes.default.svc. No other"
                            + " usage is guaranteed across distributions of Kubernetes clusters.");

    private final Informer<ConfigMap> known;
    private final ResourceClient<ConfigMap> maps;
    private final Map<String, String> data;

    private RootCaPublisher(ControllerContext context) {
        this.known = context.informers().of(ConfigMap.KIND);
        this.maps = context.client().resources(ConfigMap.KIND);
        this.data = Map.of("ca.crt", context.config().rootCa());
    }

    public static Controller<Namespace> controller(ControllerContext context) {
        return Controller.of("root-ca-cert-publisher", Namespace.KIND, new RootCaPublisher(context))
                .watches(
                        ConfigMap.KIND,
                        map ->
                                map.name().equals(NAME)
                                        ? List.of(new ObjectKey("", map.namespace()))
                                        : List.of())
                .build();
    }

    @Override
    public Outcome reconcile(Namespace namespace) {
        if (!"Active".equals(namespace.status().phase())) {
            return Outcome.done();
        }
        var map = known.find(namespace.name(), NAME);
        if (map.isEmpty()) {
            create(namespace.name());
        } else if (!map.get().data().equals(data) || !map.get().binaryData().isEmpty()) {
            var metadata =
                    ObjectMeta.builder()
                            .name(NAME)
                            .namespace(namespace.name())
                            .annotations(ANNOTATIONS);
            maps.update(ConfigMap.builder().metadata(metadata.build()).data(data).build());
        }
        return Outcome.done();
    }

    private void create(String namespace) {
        var metadata =
                ObjectMeta.builder()
                        .name(NAME)
                        .namespace(namespace)
                        .annotations(ANNOTATIONS)
                        .build();
        try {
            maps.create(ConfigMap.builder().metadata(metadata).data(data).build());
        } catch (ApiException e) {
            if (!Refused.alreadyExists(e) && !Refused.becauseNamespaceEnds(e)) {
                throw e;
            }
        }
    }
}
