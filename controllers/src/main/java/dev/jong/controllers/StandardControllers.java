package dev.jong.controllers;

import dev.jong.controllers.attachdetach.AttachDetachReconciler;
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
    private static final List<Function<ControllerContext, Runner>> ALL =
            List.of(
                    DefaultServiceAccount::controller,
                    TokenSecrets::controller,
                    UnusedTokens::periodic,
                    RootCaPublisher::controller,
                    ReplicaSets::controller,
                    ReplicationControllers::controller,
                    DeploymentReconciler::controller,
                    StatefulSetReconciler::controller,
                    DaemonSetReconciler::controller,
                    JobReconciler::controller,
                    OrphanedJobPods::controller,
                    CronJobReconciler::controller,
                    DisruptionReconciler::controller,
                    EndpointsReconciler::controller,
                    EndpointSliceReconciler::controller,
                    MirroringReconciler::controller,
                    NamespaceReconciler::controller,
                    GarbageCollector::new,
                    NodeIpam::controller,
                    NodeTainter::controller,
                    NodeMonitor::periodic,
                    TaintEviction::controller,
                    PodGarbageCollector::periodic,
                    ResourceQuotaReconciler::controller,
                    TtlAfterFinished::controller,
                    ClusterRoleAggregation::controller,
                    ClaimProtection::controller,
                    VolumeProtection::controller,
                    AttributesClassProtection::controller,
                    ClaimReconciler::controller,
                    VolumeReconciler::controller,
                    EphemeralClaims::controller,
                    VolumeExpansion::controller,
                    AttachDetachReconciler::controller,
                    AutoscalerReconciler::controller,
                    NodeTtl::controller,
                    PodClaimReconciler::controller,
                    ResourceClaimReconciler::controller,
                    ServiceCidrReconciler::controller,
                    ApprovingReconciler::controller,
                    SigningReconciler::controller,
                    RequestCleaner::periodic);

    private StandardControllers() {}

    static List<Runner> create(ControllerContext context) {
        return ALL.stream().map(make -> make.apply(context)).toList();
    }
}
