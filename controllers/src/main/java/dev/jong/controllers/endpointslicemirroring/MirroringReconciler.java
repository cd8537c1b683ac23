package dev.jong.controllers.endpointslicemirroring;

import dev.jong.api.core.v1.EndpointAddress;
import dev.jong.api.core.v1.EndpointSubset;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointConditions;
import dev.jong.api.discovery.v1.EndpointPort;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps an EndpointSlice for each subset and address family of Endpoints that nobody else writes.
public final class MirroringReconciler implements Reconciler<Endpoints> {
    private static final int WORKERS = 5;
    private static final int MOST = 1000;
    private static final String NAME = "endpointslicemirroring-controller.k8s.io";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String LAST_CHANGE = "endpoints.kubernetes.io/last-change-trigger-time";

    private final Informer<Service> services;
    private final Lister<EndpointSlice> byService;
    private final ResourceClient<EndpointSlice> slices;

    private MirroringReconciler(ControllerContext context) {
        this.services = context.informers().of(Service.KIND);
        this.byService =
                context.informers()
                        .of(EndpointSlice.KIND)
                        .index("service", MirroringReconciler::serviceKeys);
        this.slices = context.client().resources(EndpointSlice.KIND);
    }

    public static Controller<Endpoints> controller(ControllerContext context) {
        return Controller.of(
                        "endpoint_slice_mirroring",
                        Endpoints.KIND,
                        new MirroringReconciler(context))
                .watches(Service.KIND, service -> List.of(ObjectKey.of(service)))
                .watches(
                        EndpointSlice.KIND,
                        slice ->
                                isOurs(slice)
                                        ? serviceKeys(slice).stream().map(ObjectKey::parse).toList()
                                        : List.of())
                .workers(WORKERS)
                .build();
    }

    private static List<String> serviceKeys(EndpointSlice slice) {
        var service = slice.metadata().labels().get(SERVICE);
        return service == null ? List.of() : List.of(slice.namespace() + "/" + service);
    }

    private static boolean isOurs(EndpointSlice slice) {
        return NAME.equals(slice.metadata().labels().get(MANAGED_BY));
    }

    @Override
    public Outcome gone(ObjectKey key) {
        existing(key).forEach(this::delete);
        return Outcome.done();
    }

    private List<EndpointSlice> existing(ObjectKey key) {
        return byService.of(key.toString()).stream().filter(MirroringReconciler::isOurs).toList();
    }

    @Override
    public Outcome reconcile(Endpoints endpoints) {
        var key = ObjectKey.of(endpoints);
        var service = services.find(key).orElse(null);
        var left = new ArrayList<>(existing(key));
        if (isMirrored(endpoints, service)) {
            for (var wanted : wanted(endpoints)) {
                write(wanted, left);
            }
        }
        left.forEach(this::delete);
        return Outcome.done();
    }

    private static boolean isMirrored(Endpoints endpoints, @Nullable Service service) {
        var labels = endpoints.metadata().labels();
        return service != null
                && service.spec().selector().isEmpty()
                && !"true".equals(labels.get(SKIP))
                && !endpoints.metadata().annotations().containsKey(LEADER);
    }

    private static List<EndpointSlice> wanted(Endpoints endpoints) {
        var wanted = new ArrayList<EndpointSlice>();
        for (var subset : endpoints.subsets()) {
            for (var family : List.of("IPv4", "IPv6")) {
                var found = endpoints(subset, family);
                if (!found.isEmpty()) {
                    wanted.add(
                            EndpointSlice.builder()
                                    .metadata(metadata(endpoints))
                                    .addressType(family)
                                    .ports(ports(subset))
                                    .endpoints(found.subList(0, Math.min(found.size(), MOST)))
                                    .build());
                }
            }
        }
        return wanted;
    }

    private static ObjectMeta metadata(Endpoints endpoints) {
        var labels = new HashMap<>(endpoints.metadata().labels());
        labels.put(SERVICE, endpoints.name());
        labels.put(MANAGED_BY, NAME);
        Map<String, String> annotations = new HashMap<>(endpoints.metadata().annotations());
        annotations.remove(LAST_APPLIED);
        annotations.remove(LAST_CHANGE);
        return ObjectMeta.builder()
                .generateName(endpoints.name() + "-")
                .namespace(endpoints.namespace())
                .labels(labels)
                .annotations(annotations)
                .ownerReferences(List.of(Owners.controlledBy(endpoints)))
                .build();
    }

    private static List<EndpointPort> ports(EndpointSubset subset) {
        return subset.ports().stream()
                .map(port ->
                        EndpointPort.builder()
                                .name(port.name() == null ? "" : port.name())
                                .port(port.port())
                                .protocol(port.protocol())
                                .appProtocol(port.appProtocol())
                                .build())
                .toList();
    }

    private static List<Endpoint> endpoints(EndpointSubset subset, String family) {
        var found = new ArrayList<Endpoint>();
        subset.addresses().stream()
                .filter(each -> isOf(each, family))
                .forEach(each -> found.add(endpoint(each, true)));
        subset.notReadyAddresses().stream()
                .filter(each -> isOf(each, family))
                .forEach(each -> found.add(endpoint(each, false)));
        return found;
    }

    private static boolean isOf(EndpointAddress address, String family) {
        return address.ip().indexOf(':') >= 0 == family.equals("IPv6");
    }

    private static Endpoint endpoint(EndpointAddress address, boolean ready) {
        return Endpoint.builder()
                .addresses(List.of(address.ip()))
                .conditions(EndpointConditions.builder().ready(ready).build())
                .hostname(address.hostname())
                .nodeName(address.nodeName())
                .targetRef(address.targetRef())
                .build();
    }

    /// Keeps, changes or makes a slice; takes it from `left`.
    private void write(EndpointSlice wanted, List<EndpointSlice> left) {
        var same =
                left.stream()
                        .filter(each -> each.addressType().equals(wanted.addressType()))
                        .filter(each -> each.ports().equals(wanted.ports()))
                        .findFirst()
                        .or(() ->
                                left.stream()
                                        .filter(each ->
                                                each.addressType().equals(wanted.addressType()))
                                        .findFirst());
        if (same.isEmpty()) {
            create(wanted);
            return;
        }
        left.remove(same.get());
        var now =
                wanted.withMetadata(
                        same.get().metadata().toBuilder()
                                .labels(wanted.metadata().labels())
                                .annotations(wanted.metadata().annotations())
                                .build());
        if (!now.equals(same.get())) {
            slices.update(now);
        }
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
