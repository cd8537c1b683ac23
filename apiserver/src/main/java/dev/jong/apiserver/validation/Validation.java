package dev.jong.apiserver.validation;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.Event;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodTemplate;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.FieldError;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.Ingress;
import dev.jong.api.networking.v1.IngressClass;
import dev.jong.api.networking.v1.NetworkPolicy;
import dev.jong.api.networking.v1.ServiceCIDR;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.resource.v1.DeviceClass;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.resource.v1.ResourceSlice;
import dev.jong.api.scheduling.v1.PriorityClass;
import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.api.storage.v1.VolumeAttributesClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Every kind that has rules of its own, and what they are.
///
/// @param always what is wrong with an object, new or changed
/// @param update what is wrong with a change, from (as to be stored, as stored)
/// @param alone whether `update` says all about a change: `always` is for new objects only
/// @param status what is wrong with a change of the status
public record Validation<T extends KubernetesObject>(
        Kind<T> kind,
        Function<T, List<FieldError>> always,
        BiFunction<T, T, List<FieldError>> update,
        boolean alone,
        BiFunction<T, T, List<FieldError>> status) {
    Validation(
            Kind<T> kind,
            Function<T, List<FieldError>> always,
            BiFunction<T, T, List<FieldError>> update) {
        this(kind, always, update, false, (_, _) -> List.of());
    }

    private static final List<Validation<?>> ALL = all();

    private static List<Validation<?>> all() {
        var all = new ArrayList<Validation<?>>();
        all.add(
                new Validation<>(
                        Pod.KIND,
                        PodRules::created,
                        PodUpdateRules::check,
                        true,
                        PodStatusRules::check));
        all.add(
                new Validation<>(
                        Deployment.KIND,
                        WorkloadRules::deployment,
                        WorkloadRules::deploymentUpdate,
                        false,
                        WorkloadStatusRules::deployment));
        all.add(
                new Validation<>(
                        ReplicaSet.KIND,
                        WorkloadRules::replicaSet,
                        WorkloadRules::replicaSetUpdate,
                        false,
                        WorkloadStatusRules::replicaSet));
        all.add(
                new Validation<>(
                        ReplicationController.KIND,
                        WorkloadRules::replicationController,
                        (_, _) -> List.of(),
                        false,
                        WorkloadStatusRules::controller));
        all.add(
                new Validation<>(
                        DaemonSet.KIND,
                        WorkloadRules::daemonSet,
                        WorkloadRules::daemonSetUpdate,
                        false,
                        WorkloadStatusRules::daemonSet));
        all.add(
                new Validation<>(
                        StatefulSet.KIND,
                        StatefulSetRules::created,
                        StatefulSetRules::updated,
                        true,
                        WorkloadStatusRules::statefulSet));
        all.add(
                new Validation<>(
                        Service.KIND,
                        ServiceRules::check,
                        ServiceRules::update,
                        false,
                        ServiceRules::status));
        all.add(of(Event.KIND, EventRules::core));
        all.add(of(Endpoints.KIND, EndpointRules::endpoints));
        all.add(
                new Validation<>(
                        EndpointSlice.KIND, EndpointRules::slice, EndpointRules::sliceUpdate));
        all.add(
                new Validation<>(
                        ConfigMap.KIND, ConfigRules::configMap, ConfigRules::configMapUpdate));
        all.add(new Validation<>(Secret.KIND, ConfigRules::secret, ConfigRules::secretUpdate));
        all.add(
                new Validation<>(
                        Job.KIND, JobRules::job, JobRules::update, false, JobStatusRules::check));
        all.add(of(CronJob.KIND, CronJobRules::check));
        all.add(of(APIService.KIND, RegistrationRules::check));
        all.add(of(FlowSchema.KIND, FlowSchemaRules::schema));
        all.add(of(PriorityLevelConfiguration.KIND, PriorityLevelRules::level));
        all.add(of(Role.KIND, RbacRules::role));
        all.add(of(ClusterRole.KIND, RbacRules::clusterRole));
        all.add(
                new Validation<>(
                        RoleBinding.KIND, RbacRules::roleBinding, RbacRules::roleBindingUpdate));
        all.add(
                new Validation<>(
                        ClusterRoleBinding.KIND,
                        RbacRules::clusterRoleBinding,
                        RbacRules::clusterRoleBindingUpdate));
        all.add(
                new Validation<>(
                        PersistentVolume.KIND,
                        PersistentVolumeRules::check,
                        PersistentVolumeRules::update));
        all.add(of(PodTemplate.KIND, WorkloadRules::podTemplate));
        all.add(new Validation<>(CSIDriver.KIND, StorageRules::driver, StorageRules::driverUpdate));
        all.add(new Validation<>(CSINode.KIND, StorageRules::node, StorageRules::nodeUpdate));
        all.add(
                new Validation<>(
                        CSIStorageCapacity.KIND,
                        StorageRules::capacity,
                        StorageRules::capacityUpdate));
        all.add(
                new Validation<>(
                        VolumeAttachment.KIND,
                        StorageRules::attachment,
                        StorageRules::attachmentUpdate));
        all.add(
                new Validation<>(
                        VolumeAttributesClass.KIND,
                        StorageRules::attributes,
                        StorageRules::attributesUpdate));
        all.add(
                new Validation<>(
                        IngressClass.KIND,
                        AddressRules::ingressClass,
                        AddressRules::ingressClassUpdate));
        all.add(
                new Validation<>(
                        IPAddress.KIND, AddressRules::address, AddressRules::addressUpdate));
        all.add(
                new Validation<>(
                        ServiceCIDR.KIND,
                        AddressRules::serviceCidr,
                        AddressRules::serviceCidrUpdate));
        all.add(of(Ingress.KIND, NetworkingRules::ingress));
        all.add(of(NetworkPolicy.KIND, NetworkingRules::policy));
        all.add(new Validation<>(Node.KIND, ClusterRules::node, ClusterRules::nodeUpdate));
        all.add(
                new Validation<>(
                        PersistentVolumeClaim.KIND,
                        VolumeClaimRules::check,
                        VolumeClaimRules::update,
                        false,
                        VolumeClaimRules::status));
        all.add(
                new Validation<>(
                        ControllerRevision.KIND,
                        WorkloadRules::revision,
                        WorkloadRules::revisionUpdate,
                        true,
                        (_, _) -> List.of()));
        all.add(new Validation<>(ResourceQuota.KIND, QuotaRules::check, QuotaRules::update));
        all.add(of(LimitRange.KIND, LimitRangeRules::check));
        all.add(
                new Validation<>(
                        PriorityClass.KIND,
                        ClusterRules::priorityClass,
                        ClusterRules::priorityClassUpdate));
        all.add(of(Lease.KIND, ClusterRules::lease));
        all.add(
                new Validation<>(
                        StorageClass.KIND, StorageClassRules::check, StorageClassRules::update));
        all.add(of(MutatingWebhookConfiguration.KIND, WebhookRules::mutating));
        all.add(of(ValidatingWebhookConfiguration.KIND, WebhookRules::validating));
        all.add(of(PodDisruptionBudget.KIND, ClusterRules::budget));
        all.add(
                new Validation<>(
                        HorizontalPodAutoscaler.KIND,
                        AutoscalerRules::created,
                        AutoscalerRules::updated,
                        true,
                        AutoscalerRules::status));
        all.add(
                new Validation<>(
                        RuntimeClass.KIND,
                        ClusterRules::runtimeClass,
                        ClusterRules::runtimeClassUpdate));
        all.add(of(DeviceClass.KIND, DeviceClaimRules::deviceClass));
        all.add(
                new Validation<>(
                        ResourceClaim.KIND,
                        DeviceClaimRules::claim,
                        DeviceClaimRules::claimUpdate));
        all.add(
                new Validation<>(
                        ResourceClaimTemplate.KIND,
                        DeviceClaimRules::template,
                        DeviceClaimRules::templateUpdate));
        all.add(
                new Validation<>(
                        ResourceSlice.KIND,
                        DeviceSliceRules::slice,
                        DeviceSliceRules::sliceUpdate));
        all.add(of(CertificateSigningRequest.KIND, CertificateRules::request));
        all.add(of(Namespace.KIND, NamespaceRules::check));
        return List.copyOf(all);
    }

    private static <T extends KubernetesObject> Validation<T> of(
            Kind<T> kind, Function<T, List<FieldError>> always) {
        return new Validation<>(kind, always, (_, _) -> List.of());
    }

    /// What is wrong with a Pod whatever is being done to it.
    public static List<FieldError> pod(Pod pod) {
        return PodRules.pod(pod);
    }

    /// The rules of a kind; for kinds without any, everything goes.
    @SuppressWarnings("unchecked")
    public static <T extends KubernetesObject> Validation<T> of(Kind<T> kind) {
        for (var validation : ALL) {
            if (validation.kind.equals(kind)) {
                return (Validation<T>) validation;
            }
        }
        return of(kind, _ -> List.of());
    }
}
