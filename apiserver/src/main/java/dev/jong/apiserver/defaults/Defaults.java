package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.Endpoints;
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
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.networking.v1.IngressClass;
import dev.jong.api.networking.v1.NetworkPolicy;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.scheduling.v1.PriorityClass;
import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.StorageClass;
import java.util.List;
import java.util.function.UnaryOperator;

/// Every kind that has defaults, and what they are.
public final class Defaults {
    private record Entry<T extends KubernetesObject>(Kind<T> kind, UnaryOperator<T> defaults) {}

    private static final List<Entry<?>> ALL =
            List.of(
                    new Entry<>(Pod.KIND, PodDefaults::apply),
                    new Entry<>(ValidatingAdmissionPolicy.KIND, PolicyDefaults::validating),
                    new Entry<>(
                            ValidatingAdmissionPolicyBinding.KIND,
                            PolicyDefaults::validatingBinding),
                    new Entry<>(MutatingAdmissionPolicy.KIND, PolicyDefaults::mutating),
                    new Entry<>(
                            MutatingAdmissionPolicyBinding.KIND, PolicyDefaults::mutatingBinding),
                    new Entry<>(PodTemplate.KIND, CoreDefaults::podTemplate),
                    new Entry<>(ReplicationController.KIND, CoreDefaults::replicationController),
                    new Entry<>(Service.KIND, ServiceDefaults::apply),
                    new Entry<>(Endpoints.KIND, CoreDefaults::endpoints),
                    new Entry<>(Namespace.KIND, CoreDefaults::namespace),
                    new Entry<>(Node.KIND, CoreDefaults::node),
                    new Entry<>(Secret.KIND, CoreDefaults::secret),
                    new Entry<>(PersistentVolume.KIND, CoreDefaults::volume),
                    new Entry<>(PersistentVolumeClaim.KIND, CoreDefaults::claim),
                    new Entry<>(LimitRange.KIND, CoreDefaults::limitRange),
                    new Entry<>(ResourceQuota.KIND, CoreDefaults::quota),
                    new Entry<>(MutatingWebhookConfiguration.KIND, WebhookDefaults::mutating),
                    new Entry<>(ValidatingWebhookConfiguration.KIND, WebhookDefaults::validating),
                    new Entry<>(Deployment.KIND, AppsDefaults::deployment),
                    new Entry<>(ReplicaSet.KIND, AppsDefaults::replicaSet),
                    new Entry<>(DaemonSet.KIND, AppsDefaults::daemonSet),
                    new Entry<>(StatefulSet.KIND, AppsDefaults::statefulSet),
                    new Entry<>(Job.KIND, BatchDefaults::job),
                    new Entry<>(CronJob.KIND, BatchDefaults::cronJob),
                    new Entry<>(APIService.KIND, RegistrationDefaults::apiService),
                    new Entry<>(FlowSchema.KIND, FlowControlDefaults::schema),
                    new Entry<>(PriorityLevelConfiguration.KIND, FlowControlDefaults::level),
                    new Entry<>(RoleBinding.KIND, RbacDefaults::roleBinding),
                    new Entry<>(ClusterRoleBinding.KIND, RbacDefaults::clusterRoleBinding),
                    new Entry<>(HorizontalPodAutoscaler.KIND, AutoscalingDefaults::apply),
                    new Entry<>(
                            dev.jong.api.autoscaling.v1.HorizontalPodAutoscaler.KIND,
                            old ->
                                    old.mapSpec(spec ->
                                            spec.withMinReplicas(
                                                    requireNonNullElse(spec.minReplicas(), 1)))),
                    new Entry<>(NetworkPolicy.KIND, NetworkingDefaults::networkPolicy),
                    new Entry<>(IngressClass.KIND, NetworkingDefaults::ingressClass),
                    new Entry<>(EndpointSlice.KIND, DiscoveryDefaults::endpointSlice),
                    new Entry<>(StorageClass.KIND, StorageDefaults::storageClass),
                    new Entry<>(ResourceClaim.KIND, DeviceDefaults::claim),
                    new Entry<>(ResourceClaimTemplate.KIND, DeviceDefaults::template),
                    new Entry<>(CSIDriver.KIND, StorageDefaults::csiDriver),
                    new Entry<>(
                            PriorityClass.KIND,
                            priority ->
                                    priority.withPreemptionPolicy(
                                            requireNonNullElse(
                                                    priority.preemptionPolicy(),
                                                    "PreemptLowerPriority"))));

    private Defaults() {}

    /// What to do with every object of the kind that comes in; nothing for kinds without defaults.
    @SuppressWarnings("unchecked")
    public static <T extends KubernetesObject> UnaryOperator<T> of(Kind<T> kind) {
        for (var entry : ALL) {
            if (entry.kind().equals(kind)) {
                return (UnaryOperator<T>) entry.defaults();
            }
        }
        return UnaryOperator.identity();
    }
}
