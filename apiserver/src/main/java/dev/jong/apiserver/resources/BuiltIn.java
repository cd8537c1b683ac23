package dev.jong.apiserver.resources;

import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.resources.admissionregistration.AdmissionResources;
import dev.jong.apiserver.resources.apiextensions.ExtensionResources;
import dev.jong.apiserver.resources.apps.AppsResources;
import dev.jong.apiserver.resources.autoscaling.AutoscalingResources;
import dev.jong.apiserver.resources.batch.BatchResources;
import dev.jong.apiserver.resources.certificates.CertificateResources;
import dev.jong.apiserver.resources.coordination.CoordinationResources;
import dev.jong.apiserver.resources.core.CoreResources;
import dev.jong.apiserver.resources.core.Pods;
import dev.jong.apiserver.resources.discovery.DiscoveryResources;
import dev.jong.apiserver.resources.events.EventsResources;
import dev.jong.apiserver.resources.flowcontrol.FlowControlResources;
import dev.jong.apiserver.resources.networking.NetworkingResources;
import dev.jong.apiserver.resources.node.NodeResources;
import dev.jong.apiserver.resources.policy.PolicyResources;
import dev.jong.apiserver.resources.rbac.RbacResources;
import dev.jong.apiserver.resources.resource.DeviceResources;
import dev.jong.apiserver.resources.scheduling.SchedulingResources;
import dev.jong.apiserver.resources.storage.StorageResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every built-in resource that is stored. A new one is added here.
public final class BuiltIn {
    private BuiltIn() {}

    /// Those that are stored as they are served; Services are left to whoever allocates their
    /// addresses.
    private static List<Resource<?>> stored() {
        var all = new ArrayList<Resource<?>>();
        all.addAll(
                List.of(
                        CoreResources.CONFIG_MAPS,
                        CoreResources.ENDPOINTS,
                        CoreResources.LIMIT_RANGES,
                        CoreResources.NAMESPACES,
                        CoreResources.NODES,
                        CoreResources.PERSISTENT_VOLUME_CLAIMS,
                        CoreResources.PERSISTENT_VOLUMES,
                        Pods.RESOURCE,
                        CoreResources.POD_TEMPLATES,
                        CoreResources.REPLICATION_CONTROLLERS,
                        CoreResources.RESOURCE_QUOTAS,
                        CoreResources.SECRETS,
                        CoreResources.SERVICE_ACCOUNTS));
        all.addAll(AdmissionResources.all());
        all.addAll(
                List.of(
                        ExtensionResources.DEFINITIONS,
                        ExtensionResources.API_SERVICES,
                        AppsResources.CONTROLLER_REVISIONS,
                        AppsResources.DAEMON_SETS,
                        AppsResources.DEPLOYMENTS,
                        AppsResources.REPLICA_SETS,
                        AppsResources.STATEFUL_SETS,
                        BatchResources.CRON_JOBS,
                        BatchResources.JOBS,
                        CertificateResources.SIGNING_REQUESTS,
                        CoordinationResources.LEASES,
                        DiscoveryResources.ENDPOINT_SLICES,
                        FlowControlResources.FLOW_SCHEMAS,
                        FlowControlResources.PRIORITY_LEVELS,
                        NetworkingResources.INGRESS_CLASSES,
                        NetworkingResources.INGRESSES,
                        NetworkingResources.IP_ADDRESSES,
                        NetworkingResources.NETWORK_POLICIES,
                        NetworkingResources.SERVICE_CIDRS,
                        NodeResources.RUNTIME_CLASSES,
                        PolicyResources.DISRUPTION_BUDGETS,
                        RbacResources.CLUSTER_ROLE_BINDINGS,
                        RbacResources.CLUSTER_ROLES,
                        RbacResources.ROLE_BINDINGS,
                        RbacResources.ROLES,
                        DeviceResources.DEVICE_CLASSES,
                        DeviceResources.CLAIMS,
                        DeviceResources.CLAIM_TEMPLATES,
                        DeviceResources.SLICES,
                        SchedulingResources.PRIORITY_CLASSES,
                        StorageResources.CSI_DRIVERS,
                        StorageResources.CSI_NODES,
                        StorageResources.CSI_STORAGE_CAPACITIES,
                        StorageResources.STORAGE_CLASSES,
                        StorageResources.VOLUME_ATTACHMENTS,
                        StorageResources.VOLUME_ATTRIBUTES_CLASSES));
        return List.copyOf(all);
    }

    /// `resource.group` by the beginning of keys, of everything that is stored.
    public static Map<String, String> keys() {
        var keys = new HashMap<String, String>();
        var all = new ArrayList<>(stored());
        all.add(CoreResources.SERVICES);
        all.add(CoreResources.EVENTS);
        all.add(AutoscalingResources.AUTOSCALERS);
        all.forEach(resource ->
                keys.put(
                        resource.prefix(),
                        resource.kind().plural() + "." + resource.kind().group()));
        return keys;
    }

    /// `group/version` of everything that is stored; `v1` for the core group.
    public static Set<String> versions() {
        var versions = new HashSet<String>();
        stored().forEach(resource -> versions.add(resource.kind().apiVersion()));
        versions.add(EventsResources.EVENTS.kind().apiVersion());
        versions.add(AutoscalingResources.AUTOSCALERS_V1.kind().apiVersion());
        versions.add(AutoscalingResources.AUTOSCALERS.kind().apiVersion());
        return versions;
    }

    /// @param eventsLast how long Events are kept
    public static void addTo(Registry registry, Duration eventsLast) {
        stored().forEach(registry::add);
        var events =
                CoreResources.EVENTS.toBuilder().timeToLiveSeconds(eventsLast.toSeconds()).build();
        registry.addConverted(EventsResources.EVENTS, registry.add(events), EventsResources.CORE);
        registry.addConverted(
                AutoscalingResources.AUTOSCALERS_V1,
                registry.add(AutoscalingResources.AUTOSCALERS),
                AutoscalingResources.V1);
    }
}
