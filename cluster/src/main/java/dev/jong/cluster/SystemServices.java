package dev.jong.cluster;

import dev.jong.api.IntOrString;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.core.v1.ServiceSpec;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointConditions;
import dev.jong.api.discovery.v1.EndpointPort;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;
import dev.jong.client.ResourceClient;
import java.util.List;
import java.util.Map;

/// The Service `kube-dns`, by which Pods and people find cluster DNS.
///
/// Every node answers on the Service's own address, so that is also its only endpoint.
final class SystemServices {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "kube-dns";
    private static final int PORT = 53;
    private static final Map<String, String> LABELS =
            Map.of(
                    "k8s-app",
                    NAME,
                    "kubernetes.io/cluster-service",
                    "true",
                    "kubernetes.io/name",
                    "CoreDNS");

    private SystemServices() {}

    /// Makes what is missing.
    ///
    /// @param address of cluster DNS
    static void create(Client client, String address) {
        createIfMissing(
                client.resources(Namespace.KIND),
                Namespace.builder().metadata(ObjectMeta.builder().name(NAMESPACE).build()).build());
        createIfMissing(client.resources(Service.KIND).inNamespace(NAMESPACE), service(address));
        createIfMissing(
                client.resources(EndpointSlice.KIND).inNamespace(NAMESPACE), slice(address));
    }

    private static <T extends KubernetesObject> void createIfMissing(
            ResourceClient<T> resources, T object) {
        try {
            resources.create(object);
        } catch (ApiException.AlreadyExists _) {
            // An earlier start made it.
        } catch (ApiException.Invalid e) {
            // A restored cluster may hold the address under the same name already.
            if (resources.find(String.valueOf(object.metadata().name())).isEmpty()) {
                throw e;
            }
        }
    }

    private static Service service(String address) {
        return Service.builder()
                .metadata(
                        ObjectMeta.builder().name(NAME).namespace(NAMESPACE).labels(LABELS).build())
                .spec(
                        ServiceSpec.builder()
                                .clusterIp(address)
                                .clusterIps(List.of(address))
                                .type("ClusterIP")
                                .ports(List.of(port("dns", "UDP"), port("dns-tcp", "TCP")))
                                .build())
                .build();
    }

    private static ServicePort port(String name, String protocol) {
        return ServicePort.builder()
                .name(name)
                .port(PORT)
                .protocol(protocol)
                .targetPort(IntOrString.of(PORT))
                .build();
    }

    private static EndpointSlice slice(String address) {
        return EndpointSlice.builder()
                .metadata(
                        ObjectMeta.builder()
                                .name(NAME)
                                .namespace(NAMESPACE)
                                .labels(
                                        Map.of(
                                                "kubernetes.io/service-name",
                                                NAME,
                                                "endpointslice.kubernetes.io/managed-by",
                                                "jong"))
                                .build())
                .addressType("IPv4")
                .endpoints(
                        List.of(
                                Endpoint.builder()
                                        .addresses(List.of(address))
                                        .conditions(
                                                EndpointConditions.builder().ready(true).build())
                                        .build()))
                .ports(List.of(endpointPort("dns", "UDP"), endpointPort("dns-tcp", "TCP")))
                .build();
    }

    private static EndpointPort endpointPort(String name, String protocol) {
        return EndpointPort.builder().name(name).port(PORT).protocol(protocol).build();
    }
}
