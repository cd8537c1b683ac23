package dev.jong.controllers.resourcequota;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.Service;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.client.SharedInformers;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Writes down what the objects of a namespace use of each quota.
public final class ResourceQuotaReconciler implements Reconciler<ResourceQuota> {
    private static final int WORKERS = 5;
    private static final Duration RESYNC = Duration.ofMinutes(5);
    private static final Duration AFTER_CREATION = Duration.ofSeconds(1);
    private static final String COUNT = "count/";
    private static final List<Kind<?>> WATCHED =
            List.of(
                    Pod.KIND,
                    Service.KIND,
                    PersistentVolumeClaim.KIND,
                    ConfigMap.KIND,
                    Secret.KIND,
                    ReplicationController.KIND,
                    ReplicaSet.KIND,
                    Deployment.KIND,
                    StatefulSet.KIND,
                    DaemonSet.KIND,
                    Job.KIND,
                    CronJob.KIND);

    private final Client client;
    private final SharedInformers informers;
    private final Informer<ResourceQuota> known;
    private final ResourceClient<ResourceQuota> quotas;
    private final InstantSource clock;
    private volatile BiConsumer<ObjectKey, Duration> waker = (_, _) -> {};

    private ResourceQuotaReconciler(ControllerContext context) {
        this.client = context.client();
        this.informers = context.informers();
        this.known = informers.of(ResourceQuota.KIND);
        this.quotas = client.resources(ResourceQuota.KIND);
        this.clock = context.clock();
    }

    public static Controller<ResourceQuota> controller(ControllerContext context) {
        var reconciler = new ResourceQuotaReconciler(context);
        var builder =
                Controller.of("resourcequota_primary", ResourceQuota.KIND, reconciler)
                        .workers(WORKERS)
                        .resync(RESYNC);
        WATCHED.forEach(kind -> builder.on(kind, reconciler::concerned));
        return builder.build();
    }

    /// Comings and goings, and changes that change what is used.
    private List<ObjectKey> concerned(
            @Nullable KubernetesObject before, @Nullable KubernetesObject now) {
        var object = now != null ? now : before;
        if (object == null || (before != null && now != null && !usesOther(before, now))) {
            return List.of();
        }
        var affected = known.inNamespace(object.namespace()).stream().map(ObjectKey::of).toList();
        if (before == null) {
            affected.forEach(key -> waker.accept(key, AFTER_CREATION));
            return List.of();
        }
        return affected;
    }

    private static boolean usesOther(KubernetesObject before, KubernetesObject now) {
        if (before instanceof Pod old && now instanceof Pod pod) {
            return PodState.isActive(old) != PodState.isActive(pod)
                    || !old.spec().equals(pod.spec());
        }
        return now instanceof Service || now instanceof PersistentVolumeClaim;
    }

    @Override
    public Outcome reconcile(ResourceQuota quota) {
        var objects = new ArrayList<KubernetesObject>();
        for (var kind : kinds(quota)) {
            objects.addAll(objects(kind, quota.namespace()));
        }
        var status = QuotaCount.status(quota, objects, clock.instant());
        if (!status.equals(quota.status())) {
            quotas.updateStatus(quota.withStatus(status));
        }
        return Outcome.done();
    }

    /// The kinds whose objects a quota counts.
    private static Set<Kind<?>> kinds(ResourceQuota quota) {
        var kinds = new HashSet<Kind<?>>();
        for (var name : quota.spec().hard().keySet()) {
            if (name.startsWith(COUNT)) {
                counted(name.substring(COUNT.length())).ifPresent(kinds::add);
            } else if (name.startsWith("services")) {
                kinds.add(Service.KIND);
            } else if (name.contains("storageclass.storage.k8s.io/")
                    || name.equals("requests.storage")
                    || name.equals("persistentvolumeclaims")) {
                kinds.add(PersistentVolumeClaim.KIND);
            } else {
                kinds.add(counted(name).orElse(Pod.KIND));
            }
        }
        return kinds;
    }

    /// @param name `deployments.apps`
    private static Optional<Kind<?>> counted(String name) {
        return Kinds.all().stream()
                .filter(kind ->
                        name.equals(
                                kind.group().isEmpty()
                                        ? kind.plural()
                                        : kind.plural() + "." + kind.group()))
                .findFirst();
    }

    private <T extends KubernetesObject> List<T> objects(Kind<T> kind, String namespace) {
        return WATCHED.contains(kind) || kind.equals(ResourceQuota.KIND)
                ? informers.of(kind).inNamespace(namespace)
                : client.resources(kind).inNamespace(namespace).list();
    }
}
