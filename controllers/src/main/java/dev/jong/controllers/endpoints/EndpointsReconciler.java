package dev.jong.controllers.endpoints;

import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the Endpoints of every Service that selects Pods.
public final class EndpointsReconciler implements Reconciler<Service> {
    private static final int WORKERS = 5;
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String NAME = "endpoint-controller";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    private final Informer<Pod> pods;
    private final Informer<Endpoints> known;
    private final ResourceClient<Endpoints> endpoints;
    private final EventRecorder events;

    private EndpointsReconciler(ControllerContext context) {
        this.pods = context.informers().of(Pod.KIND);
        this.known = context.informers().of(Endpoints.KIND);
        this.endpoints = context.client().resources(Endpoints.KIND);
        this.events = context.recorder(NAME);
    }

    public static Controller<Service> controller(ControllerContext context) {
        var services = context.informers().of(Service.KIND);
        return Controller.of("endpoint", Service.KIND, new EndpointsReconciler(context))
                .on(Pod.KIND, (before, now) -> ServicePods.concerned(before, now, services))
                .on(
                        Endpoints.KIND,
                        (before, now) ->
                                now == null && before != null
                                        ? List.of(ObjectKey.of(before))
                                        : List.of())
                .workers(WORKERS)
                .build();
    }

    @Override
    public Outcome gone(ObjectKey key) {
        if (known.find(key).isPresent()) {
            endpoints.inNamespace(key.namespace()).deleteIfExists(key.name(), Deletion.DEFAULT);
        }
        return Outcome.done();
    }

    @Override
    public Outcome reconcile(Service service) {
        if (!ServicePods.isSelecting(service)) {
            return Outcome.done();
        }
        var full = Subsets.of(service, ServicePods.of(service, pods));
        var subsets = Subsets.truncated(full);
        var current = known.find(ObjectKey.of(service)).orElse(null);
        var before =
                current == null
                        ? ObjectMeta.builder()
                                .name(service.name())
                                .namespace(service.namespace())
                                .build()
                        : current.metadata();
        var annotations = new HashMap<>(before.annotations());
        if (subsets.equals(full)) {
            annotations.remove(OVER_CAPACITY);
        } else {
            annotations.put(OVER_CAPACITY, "truncated");
        }
        var wanted =
                Endpoints.builder()
                        .metadata(before.withLabels(labels(service)).withAnnotations(annotations))
                        .subsets(subsets)
                        .build();
        if (!wanted.equals(current)) {
            write(service, wanted, current == null);
        }
        return Outcome.done();
    }

    private static Map<String, String> labels(Service service) {
        var labels = new HashMap<>(service.metadata().labels());
        labels.remove(HEADLESS);
        if (ServicePods.isHeadless(service)) {
            labels.put(HEADLESS, "");
        }
        labels.put(MANAGED_BY, NAME);
        return labels;
    }

    private void write(Service service, Endpoints wanted, boolean create) {
        try {
            if (create) {
                endpoints.create(wanted);
            } else {
                endpoints.update(wanted);
            }
        } catch (ApiException e) {
            if (create && Refused.becauseNamespaceEnds(e)) {
                return;
            }
            if (!Refused.conflict(e)) {
                var who = service.namespace() + "/" + service.name() + ": " + e.getMessage();
                events.warning(
                        wanted,
                        create ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                        create
                                ? "Failed to create endpoint for service " + who
                                : "Failed to update endpoint " + who);
            }
            throw e;
        }
    }
}
