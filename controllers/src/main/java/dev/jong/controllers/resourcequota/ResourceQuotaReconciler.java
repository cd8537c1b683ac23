package dev.jong.controllers.resourcequota;

import dev.jong.api.GroupResource;
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
import dev.jong.api.rules.PodResources;
import dev.jong.api.rules.QuotaResources;
import dev.jong.api.rules.QuotaUsage;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.client.SharedInformers;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes down what the objects of a namespace use of each quota.
public final class ResourceQuotaReconciler implements Reconciler<ResourceQuota> {
    private static final int WORKERS = 5;
    private static final Duration RESYNC = Duration.ofMinutes(5);

    /// Custom objects come and go unseen.
    private static final Duration UNWATCHED = Duration.ofSeconds(10);

    private static final String COUNT = "count/";
    private static final Set<String> BUILT_IN = builtIn();
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
                        .onlyWhen(ResourceQuotaReconciler::limitsOther)
                        .workers(WORKERS)
                        .resync(RESYNC);
        WATCHED.forEach(kind -> builder.on(kind, reconciler::concerned));
        return builder.build();
    }

    /// What is used is also written by the API server, for each object that it lets in.
    private static boolean limitsOther(
            @Nullable ResourceQuota before, @Nullable ResourceQuota now) {
        return before == null || now == null || !before.spec().equals(now.spec());
    }

    /// Goings, and changes that change what is used. New objects are counted by the API server.
    private List<ObjectKey> concerned(
            @Nullable KubernetesObject before, @Nullable KubernetesObject now) {
        if (before == null || (now != null && !usesOther(before, now))) {
            return List.of();
        }
        return known.inNamespace(before.namespace()).stream().map(ObjectKey::of).toList();
    }

    private boolean usesOther(KubernetesObject before, KubernetesObject now) {
        return switch (now) {
            case Pod pod -> before instanceof Pod old && usesOther(old, pod);
            case Service service ->
                    before instanceof Service old
                            && !Objects.equals(old.spec().type(), service.spec().type());
            case PersistentVolumeClaim claim ->
                    before instanceof PersistentVolumeClaim old
                            && !(old.spec().equals(claim.spec())
                                    && old.status().equals(claim.status()));
            default -> false;
        };
    }

    private boolean usesOther(Pod old, Pod pod) {
        var now = clock.instant();
        return (QuotaUsage.counts(old, now) && !QuotaUsage.counts(pod, now))
                || !Objects.equals(
                        old.spec().activeDeadlineSeconds(), pod.spec().activeDeadlineSeconds())
                || !PodResources.requests(old).equals(PodResources.requests(pod));
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
        return countsCustom(quota) ? Outcome.lookAgain(UNWATCHED) : Outcome.done();
    }

    /// The kinds whose objects a quota counts, each in one version.
    private Collection<Kind<?>> kinds(ResourceQuota quota) {
        var kinds = new HashMap<GroupResource, Kind<?>>();
        var limited = quota.spec().hard().keySet();
        for (var kind : Kinds.all()) {
            if (kind.namespaced() && !QuotaResources.of(kind, limited).isEmpty()) {
                kinds.putIfAbsent(new GroupResource(kind.group(), kind.plural()), kind);
            }
        }
        if (countsCustom(quota)) {
            for (var served : client.discovery().preferred(new ArrayList<>())) {
                var kind = served.resolve();
                if (kind.namespaced() && !QuotaResources.of(kind, limited).isEmpty()) {
                    kinds.putIfAbsent(new GroupResource(kind.group(), kind.plural()), kind);
                }
            }
        }
        return kinds.values();
    }

    /// Whether a quota counts objects of kinds that only discovery knows.
    private static boolean countsCustom(ResourceQuota quota) {
        return quota.spec().hard().keySet().stream()
                .filter(name -> name.startsWith(COUNT))
                .anyMatch(name -> !BUILT_IN.contains(name));
    }

    private static Set<String> builtIn() {
        return Kinds.all().stream()
                .map(kind ->
                        COUNT + kind.plural() + (kind.group().isEmpty() ? "" : "." + kind.group()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private <T extends KubernetesObject> List<T> objects(Kind<T> kind, String namespace) {
        return WATCHED.contains(kind) || kind.equals(ResourceQuota.KIND)
                ? informers.of(kind).inNamespace(namespace)
                : client.resources(kind).inNamespace(namespace).list();
    }
}
