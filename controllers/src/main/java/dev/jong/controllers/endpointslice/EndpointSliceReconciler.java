package dev.jong.controllers.endpointslice;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.endpoints.ServicePods;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes the EndpointSlices of every Service that selects Pods.
public final class EndpointSliceReconciler implements Reconciler<Service> {
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String SERVICE = "kubernetes.io/service-name";
    static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String NAME = "endpointslice-controller.k8s.io";
    private static final int WORKERS = 5;
    private static final int MOST = 100;

    private final Informer<Pod> pods;
    private final Lister<Pod> podsByNode;
    private final Informer<Node> nodes;
    private final Lister<EndpointSlice> byService;
    private final ResourceClient<EndpointSlice> slices;
    private final EventRecorder events;

    private EndpointSliceReconciler(ControllerContext context) {
        this.events = context.recorder("endpoint-slice-controller");
        this.pods = context.informers().of(Pod.KIND);
        this.podsByNode = pods.index("node", EndpointSliceReconciler::nodeName);
        this.nodes = context.informers().of(Node.KIND);
        this.byService =
                context.informers()
                        .of(EndpointSlice.KIND)
                        .index("service", EndpointSliceReconciler::serviceKeys);
        this.slices = context.client().resources(EndpointSlice.KIND);
    }

    public static Controller<Service> controller(ControllerContext context) {
        var services = context.informers().of(Service.KIND);
        var reconciler = new EndpointSliceReconciler(context);
        return Controller.of("endpoint_slice", Service.KIND, reconciler)
                .on(Pod.KIND, (before, now) -> ServicePods.concerned(before, now, services))
                .watches(
                        EndpointSlice.KIND,
                        slice ->
                                isOurs(slice)
                                        ? serviceKeys(slice).stream().map(ObjectKey::parse).toList()
                                        : List.of())
                .on(
                        Node.KIND,
                        (before, now) ->
                                before == null && now != null
                                        ? reconciler.onNode(now.name(), services)
                                        : List.of())
                .workers(WORKERS)
                .build();
    }

    private static boolean isOurs(EndpointSlice slice) {
        return NAME.equals(slice.metadata().labels().get(MANAGED_BY));
    }

    static List<String> serviceKeys(EndpointSlice slice) {
        var service = slice.metadata().labels().get(SERVICE);
        return service == null ? List.of() : List.of(slice.namespace() + "/" + service);
    }

    private static List<String> nodeName(Pod pod) {
        var node = pod.spec().nodeName();
        return node == null ? List.of() : List.of(node);
    }

    /// Services whose Pods were left out as long as their node was not known.
    private List<ObjectKey> onNode(String node, Informer<Service> services) {
        return podsByNode.of(node).stream()
                .flatMap(pod -> ServicePods.concerned(null, pod, services).stream())
                .distinct()
                .toList();
    }

    @Override
    public Outcome reconcile(Service service) {
        if (!ServicePods.isSelecting(service)) {
            return Outcome.done();
        }
        var selected = ServicePods.of(service, pods);
        var families = families(service);
        var ours =
                byService.of(service.namespace() + "/" + service.name()).stream()
                        .filter(EndpointSliceReconciler::isOurs)
                        .filter(slice -> slice.metadata().deletionTimestamp() == null)
                        .toList();
        ours.stream()
                .filter(slice -> !families.contains(slice.addressType()))
                .forEach(this::delete);
        boolean complete = true;
        for (var family : families) {
            var existing =
                    ours.stream().filter(slice -> slice.addressType().equals(family)).toList();
            try {
                complete &= reconcile(service, family, selected, existing);
            } catch (ApiException e) {
                events.warning(
                        service,
                        "FailedToUpdateEndpointSlices",
                        "Error updating Endpoint Slices for Service "
                                + service.namespace()
                                + "/"
                                + service.name()
                                + ": "
                                + e.getMessage());
                throw e;
            }
        }
        return complete
                ? Outcome.done()
                : Outcome.failed("some Pods are on nodes that are not known");
    }

    private boolean reconcile(
            Service service, String family, List<Pod> selected, List<EndpointSlice> existing) {
        var desired = DesiredEndpoints.of(service, family, selected, name -> nodes.find("", name));
        var owned = new ArrayList<>(existing);
        owned.removeIf(slice -> !Owners.controls(service, slice));
        existing.stream().filter(slice -> !owned.contains(slice)).forEach(this::delete);
        var plan = SlicePlan.of(template(service, family), desired.byPorts(), owned, MOST);
        if (service.metadata().deletionTimestamp() == null) {
            plan.create().forEach(this::create);
        }
        plan.update().forEach(slices::update);
        plan.delete().forEach(this::delete);
        return desired.unplaced().isEmpty();
    }

    private static List<String> families(Service service) {
        if (!service.spec().ipFamilies().isEmpty()) {
            return service.spec().ipFamilies();
        }
        if (ServicePods.isHeadless(service)) {
            return List.of("IPv4", "IPv6");
        }
        var address = Objects.requireNonNullElse(service.spec().clusterIp(), "");
        return List.of(address.indexOf(':') < 0 ? "IPv4" : "IPv6");
    }

    private static EndpointSlice template(Service service, String family) {
        return EndpointSlice.builder()
                .metadata(
                        ObjectMeta.builder()
                                .generateName(service.name() + "-")
                                .namespace(service.namespace())
                                .labels(labels(service))
                                .ownerReferences(List.of(Owners.controlledBy(service)))
                                .build())
                .addressType(family)
                .build();
    }

    private static Map<String, String> labels(Service service) {
        var labels = new HashMap<>(service.metadata().labels());
        labels.remove(HEADLESS);
        if (ServicePods.isHeadless(service)) {
            labels.put(HEADLESS, "");
        }
        labels.put(SERVICE, service.name());
        labels.put(MANAGED_BY, NAME);
        return labels;
    }

    private void create(EndpointSlice slice) {
        try {
            slices.create(slice);
        } catch (ApiException e) {
            if (!Refused.becauseNamespaceEnds(e)) {
                throw e;
            }
        }
    }

    private void delete(EndpointSlice slice) {
        slices.inNamespace(slice.namespace()).deleteIfExists(slice.name(), Deletion.DEFAULT);
    }
}
