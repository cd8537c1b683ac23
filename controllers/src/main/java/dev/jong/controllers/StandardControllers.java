package dev.jong.controllers;

import dev.jong.client.Client;
import dev.jong.controllers.attachdetach.AttachDetachReconciler;
import dev.jong.controllers.bootstrap.BootstrapSigner;
import dev.jong.controllers.bootstrap.TokenCleaner;
import dev.jong.controllers.certificates.ApprovingReconciler;
import dev.jong.controllers.certificates.RequestCleaner;
import dev.jong.controllers.certificates.SigningReconciler;
import dev.jong.controllers.clusterroleaggregation.ClusterRoleAggregation;
import dev.jong.controllers.cronjob.CronJobReconciler;
import dev.jong.controllers.daemonset.DaemonSetReconciler;
import dev.jong.controllers.deployment.DeploymentReconciler;
import dev.jong.controllers.disruption.DisruptionReconciler;
import dev.jong.controllers.endpoints.EndpointsReconciler;
import dev.jong.controllers.endpointslice.EndpointSliceReconciler;
import dev.jong.controllers.endpointslicemirroring.MirroringReconciler;
import dev.jong.controllers.ephemeralvolume.EphemeralClaims;
import dev.jong.controllers.garbagecollector.GarbageCollector;
import dev.jong.controllers.job.JobReconciler;
import dev.jong.controllers.job.OrphanedJobPods;
import dev.jong.controllers.namespace.NamespaceReconciler;
import dev.jong.controllers.nodeipam.NodeIpam;
import dev.jong.controllers.nodelifecycle.NodeMonitor;
import dev.jong.controllers.nodelifecycle.NodeTainter;
import dev.jong.controllers.persistentvolume.ClaimReconciler;
import dev.jong.controllers.persistentvolume.VolumeReconciler;
import dev.jong.controllers.podautoscaler.AutoscalerReconciler;
import dev.jong.controllers.podgc.PodGarbageCollector;
import dev.jong.controllers.protection.AttributesClassProtection;
import dev.jong.controllers.protection.ClaimProtection;
import dev.jong.controllers.protection.VolumeProtection;
import dev.jong.controllers.replicaset.ReplicaSets;
import dev.jong.controllers.replicaset.ReplicationControllers;
import dev.jong.controllers.resourceclaim.PodClaimReconciler;
import dev.jong.controllers.resourceclaim.ResourceClaimReconciler;
import dev.jong.controllers.resourcequota.ResourceQuotaReconciler;
import dev.jong.controllers.rootca.RootCaPublisher;
import dev.jong.controllers.serviceaccount.DefaultServiceAccount;
import dev.jong.controllers.serviceaccount.TokenSecrets;
import dev.jong.controllers.serviceaccount.UnusedTokens;
import dev.jong.controllers.servicecidr.ServiceCidrReconciler;
import dev.jong.controllers.statefulset.StatefulSetReconciler;
import dev.jong.controllers.tainteviction.TaintEviction;
import dev.jong.controllers.ttl.NodeTtl;
import dev.jong.controllers.ttlafterfinished.TtlAfterFinished;
import dev.jong.controllers.volumeexpand.VolumeExpansion;
import dev.jong.reconcile.Runner;
import java.util.List;
import java.util.function.Function;

/// The controllers that run, in the order in which they start.
public final class StandardControllers {
    private static final List<Entry> ALL =
            List.of(
                    new Entry("service-account-controller", DefaultServiceAccount::controller),
                    new Entry("", TokenSecrets::controller),
                    new Entry("legacy-service-account-token-cleaner", UnusedTokens::periodic),
                    new Entry("root-ca-cert-publisher", RootCaPublisher::controller),
                    new Entry("replicaset-controller", ReplicaSets::controller),
                    new Entry("replication-controller", ReplicationControllers::controller),
                    new Entry("deployment-controller", DeploymentReconciler::controller),
                    new Entry("statefulset-controller", StatefulSetReconciler::controller),
                    new Entry("daemon-set-controller", DaemonSetReconciler::controller),
                    new Entry("job-controller", JobReconciler::controller),
                    new Entry("job-controller", OrphanedJobPods::controller),
                    new Entry("cronjob-controller", CronJobReconciler::controller),
                    new Entry("disruption-controller", DisruptionReconciler::controller),
                    new Entry("endpoint-controller", EndpointsReconciler::controller),
                    new Entry("endpointslice-controller", EndpointSliceReconciler::controller),
                    new Entry("endpointslicemirroring-controller", MirroringReconciler::controller),
                    new Entry("namespace-controller", NamespaceReconciler::controller),
                    new Entry("generic-garbage-collector", GarbageCollector::new),
                    new Entry("node-controller", NodeIpam::controller),
                    new Entry("node-controller", NodeTainter::controller),
                    new Entry("node-controller", NodeMonitor::periodic),
                    new Entry("node-controller", TaintEviction::controller),
                    new Entry("pod-garbage-collector", PodGarbageCollector::periodic),
                    new Entry("resourcequota-controller", ResourceQuotaReconciler::controller),
                    new Entry("ttl-after-finished-controller", TtlAfterFinished::controller),
                    new Entry(
                            "clusterrole-aggregation-controller",
                            ClusterRoleAggregation::controller),
                    new Entry("pvc-protection-controller", ClaimProtection::controller),
                    new Entry("pv-protection-controller", VolumeProtection::controller),
                    new Entry(
                            "volumeattributesclass-protection-controller",
                            AttributesClassProtection::controller),
                    new Entry("persistent-volume-binder", ClaimReconciler::controller),
                    new Entry("persistent-volume-binder", VolumeReconciler::controller),
                    new Entry("ephemeral-volume-controller", EphemeralClaims::controller),
                    new Entry("expand-controller", VolumeExpansion::controller),
                    new Entry("attachdetach-controller", AttachDetachReconciler::controller),
                    new Entry("horizontal-pod-autoscaler", AutoscalerReconciler::controller),
                    new Entry("ttl-controller", NodeTtl::controller),
                    new Entry("resource-claim-controller", PodClaimReconciler::controller),
                    new Entry("resource-claim-controller", ResourceClaimReconciler::controller),
                    new Entry("service-cidrs-controller", ServiceCidrReconciler::controller),
                    new Entry("certificate-controller", ApprovingReconciler::controller),
                    new Entry("certificate-controller", SigningReconciler::controller),
                    new Entry("certificate-controller", RequestCleaner::periodic),
                    new Entry("bootstrap-signer", BootstrapSigner::controller),
                    new Entry("token-cleaner", TokenCleaner::controller));

    /// A controller and whose name it speaks in.
    ///
    /// @param account in kube-system; empty for all controllers' common name
    private record Entry(String account, Function<ControllerContext, Runner> make) {}

    private StandardControllers() {}

    /// @param clients by account
    static List<Runner> create(ControllerContext context, Function<String, Client> clients) {
        return ALL.stream()
                .map(entry ->
                        entry.make()
                                .apply(
                                        entry.account().isEmpty()
                                                ? context
                                                : context.as(clients.apply(entry.account()))))
                .toList();
    }
}
