package dev.jong.controllers.servicecidr;

import dev.jong.api.meta.v1.Condition;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.ServiceCIDR;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says that a range can be used, and holds it as long as Services have addresses of it only.
public final class ServiceCidrReconciler implements Reconciler<ServiceCIDR> {
    private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    private static final String READY = "Ready";
    private static final int WORKERS = 5;

    /// API servers may give out addresses of a deleted range for so long.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Informer<ServiceCIDR> ranges;
    private final Informer<IPAddress> addresses;
    private final ResourceClient<ServiceCIDR> writer;
    private final InstantSource clock;

    private ServiceCidrReconciler(ControllerContext context) {
        this.ranges = context.informers().of(ServiceCIDR.KIND);
        this.addresses = context.informers().of(IPAddress.KIND);
        this.writer = context.client().resources(ServiceCIDR.KIND);
        this.clock = context.clock();
    }

    public static Controller<ServiceCIDR> controller(ControllerContext context) {
        var reconciler = new ServiceCidrReconciler(context);
        return Controller.of("servicecidrs", ServiceCIDR.KIND, reconciler)
                .on(ServiceCIDR.KIND, reconciler::overlapping)
                .on(IPAddress.KIND, reconciler::containing)
                .workers(WORKERS)
                .build();
    }

    /// A range that comes or goes may free another one.
    private List<ObjectKey> overlapping(@Nullable ServiceCIDR before, @Nullable ServiceCIDR now) {
        var range = now == null ? before : now;
        if (range == null || (before != null && now != null)) {
            return List.of();
        }
        return ranges.list().stream()
                .filter(each -> RangeUse.overlap(each, range))
                .map(ObjectKey::of)
                .toList();
    }

    private List<ObjectKey> containing(@Nullable IPAddress before, @Nullable IPAddress now) {
        var address = now == null ? before : now;
        if (address == null || (before != null && now != null)) {
            return List.of();
        }
        return RangeUse.given(address).stream()
                .flatMap(ip ->
                        ranges.list().stream()
                                .filter(range -> range.metadata().deletionTimestamp() != null)
                                .filter(range -> RangeUse.contains(range, ip)))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public Outcome reconcile(ServiceCIDR range) {
        var deleted = range.metadata().deletionTimestamp();
        boolean held = range.metadata().finalizers().contains(FINALIZER);
        if (deleted == null) {
            var kept = held ? range : writer.update(withFinalizer(range));
            say(kept, "True", "", "Kubernetes Service CIDR is ready");
            return Outcome.done();
        }
        if (!RangeUse.canGo(range, ranges.list(), addresses.list())) {
            say(
                    range,
                    "False",
                    "Terminating",
                    "There are still IPAddresses referencing the ServiceCIDR, please remove them or"
                            + " create a new ServiceCIDR");
            return Outcome.done();
        }
        var left = GRACE.minus(Duration.between(deleted, clock.instant()));
        if (left.isPositive()) {
            return Outcome.lookAgain(left);
        }
        if (held) {
            writer.update(
                    range.mapMetadata(metadata ->
                            metadata.withFinalizers(
                                    metadata.finalizers().stream()
                                            .filter(each -> !each.equals(FINALIZER))
                                            .toList())));
        }
        return Outcome.done();
    }

    private static ServiceCIDR withFinalizer(ServiceCIDR range) {
        var finalizers = new ArrayList<>(range.metadata().finalizers());
        finalizers.add(FINALIZER);
        return range.mapMetadata(metadata -> metadata.withFinalizers(finalizers));
    }

    private void say(ServiceCIDR range, String status, String reason, String message) {
        var conditions = new ArrayList<>(range.status().conditions());
        var before = conditions.stream().filter(each -> each.type().equals(READY)).findFirst();
        if (before.isPresent()
                && before.get().status().equals(status)
                && before.get().reason().equals(reason)
                && (before.get().message().equals(message) || status.equals("True"))) {
            return;
        }
        var since =
                before.filter(each -> each.status().equals(status))
                        .map(Condition::lastTransitionTime)
                        .orElse(clock.instant());
        conditions.removeIf(each -> each.type().equals(READY));
        conditions.add(new Condition(READY, status, 0, since, reason, message));
        writer.updateStatus(range.mapStatus(now -> now.withConditions(conditions)));
    }
}
