package dev.jong.apiserver.admission.quota;

import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.Service;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Charge;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Refusal;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Lets nothing into a namespace that its quotas have no room for (`ResourceQuota`).
///
/// What an object takes is added to `status.used` of each quota before the object is stored, by
/// compare-and-swap, so that many creates at once cannot pass a limit together.
public final class ResourceQuotas implements Admission {
    private static final int LOCKS = 64;
    private static final Set<String> NEVER_COUNTED =
            Set.of("events", "events.events.k8s.io", "bindings", "componentstatuses");

    private final Cluster cluster;
    private final InstantSource clock;
    private final Accounts accounts = new Accounts();

    /// One for several namespaces each: requests to one namespace wait here for each other, which
    /// costs less than losing the swap again and again.
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    public ResourceQuotas(Cluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        var kind = request.kind();
        var resource =
                kind.group().isEmpty()
                        ? request.resource()
                        : request.resource() + "." + kind.group();
        return !request.namespace().isEmpty()
                && !resource.equals("namespaces")
                && !NEVER_COUNTED.contains(resource)
                && raises(request);
    }

    /// Whether a request can make something use more than before.
    private static boolean raises(AdmissionRequest request) {
        boolean update = request.operation() == Operation.UPDATE;
        if (request.resource().equals("pods") && request.kind().equals(Pod.KIND)) {
            return switch (request.subresource()) {
                case "" -> request.operation() == Operation.CREATE || update && rescoped(request);
                case "resize" -> update;
                default -> false;
            };
        }
        if (request.resource().equals("persistentvolumeclaims")
                && request.subresource().equals("status")) {
            return update;
        }
        return request.subresource().isEmpty()
                && (request.operation() == Operation.CREATE || update && grows(request));
    }

    private static boolean rescoped(AdmissionRequest request) {
        return request.object() instanceof Pod now
                && request.old() instanceof Pod old
                && hasDeadline(now) != hasDeadline(old);
    }

    private static boolean hasDeadline(Pod pod) {
        return pod.spec().activeDeadlineSeconds() != null;
    }

    private static boolean grows(AdmissionRequest request) {
        return request.isFor(Service.KIND)
                || request.isFor(PersistentVolumeClaim.KIND)
                || request.kind().group().equals("resource.k8s.io")
                        && request.resource().equals("resourceclaims");
    }

    @Override
    public Charge charge(AdmissionRequest request) {
        var object = request.object();
        if (object == null) {
            return Charge.NONE;
        }
        var names =
                cluster.list(ResourceQuota.KIND, request.namespace()).stream()
                        .map(ResourceQuota::name)
                        .sorted()
                        .toList();
        if (names.isEmpty()) {
            return Charge.NONE;
        }
        var demand =
                Demand.of(
                        object,
                        request.old(),
                        !request.subresource().equals("status"),
                        clock.instant());
        var lock = lock(request.namespace());
        lock.lock();
        try {
            return charge(request, demand, names);
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(String namespace) {
        return locks.get(Math.floorMod(namespace.hashCode(), LOCKS));
    }

    /// Asks all quotas before the first is charged.
    private Charge charge(AdmissionRequest request, Demand demand, List<String> names) {
        var concerned = new ArrayList<String>();
        for (var name : names) {
            var quota = cluster.find(ResourceQuota.KIND, request.namespace(), name);
            if (quota.isPresent() && fits(request, quota.get(), demand) instanceof Verdict.Fits) {
                concerned.add(name);
            }
        }
        if (request.dryRun()) {
            return Charge.NONE;
        }
        var charges = new ArrayDeque<Charge>();
        boolean complete = false;
        try {
            concerned.forEach(name -> charges.push(charge(request, demand, name)));
            complete = true;
            return () -> charges.forEach(Charge::giveBack);
        } finally {
            if (!complete) {
                charges.forEach(Charge::giveBack);
            }
        }
    }

    private static Verdict fits(AdmissionRequest request, ResourceQuota quota, Demand demand) {
        var verdict = Verdict.of(quota, demand);
        if (verdict instanceof Verdict.Refused(var why)) {
            throw Refusal.of(request, why);
        }
        return verdict;
    }

    /// What one attempt to swap has seen.
    private static final class Swap {
        String before = "";
        Verdict verdict = new Verdict.Unconcerned();
    }

    private Charge charge(AdmissionRequest request, Demand demand, String name) {
        var namespace = request.namespace();
        var swap = new Swap();
        var stored =
                cluster.changeStatus(
                        ResourceQuota.KIND,
                        namespace,
                        name,
                        quota -> {
                            swap.before = revision(quota);
                            swap.verdict = fits(request, quota, demand);
                            return swap.verdict instanceof Verdict.Fits fits
                                    ? fits.charged(quota)
                                    : quota;
                        });
        if (stored.isEmpty() || !(swap.verdict instanceof Verdict.Fits fits)) {
            return Charge.NONE;
        }
        var uid = uid(stored.get());
        long since = accounts.written(uid, swap.before, revision(stored.get()));
        return () -> giveBack(namespace, name, fits, since);
    }

    private void giveBack(String namespace, String name, Verdict.Fits fits, long since) {
        var lock = lock(namespace);
        lock.lock();
        try {
            var swap = new Swap();
            cluster.changeStatus(
                            ResourceQuota.KIND,
                            namespace,
                            name,
                            quota -> {
                                swap.before = revision(quota);
                                return accounts.untouched(uid(quota), swap.before, since)
                                        ? fits.givenBack(quota)
                                        : quota;
                            })
                    .ifPresent(quota -> accounts.written(uid(quota), swap.before, revision(quota)));
        } finally {
            lock.unlock();
        }
    }

    private static String revision(ResourceQuota quota) {
        return Objects.requireNonNullElse(quota.metadata().resourceVersion(), "");
    }

    private static String uid(ResourceQuota quota) {
        return Objects.requireNonNullElse(quota.metadata().uid(), "");
    }
}
