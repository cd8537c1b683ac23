package dev.jong.apiserver.bootstrap;

import dev.jong.api.IntOrString;
import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.EndpointAddress;
import dev.jong.api.core.v1.EndpointPort;
import dev.jong.api.core.v1.EndpointSubset;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.core.v1.ServiceSpec;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointConditions;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.service.ServiceNetwork;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The Service `kubernetes` in `default`, by which Pods reach the API.
public final class KubernetesService {
    private static final String NAMESPACE = "default";
    private static final String NAME = "kubernetes";
    private static final String PORT_NAME = "https";

    private final Registry registry;

    private KubernetesService(Registry registry) {
        this.registry = registry;
    }

    /// Points it at this server, the only one.
    public static void publish(
            Registry registry, ServiceNetwork network, IpAddress address, int port) {
        var service = new KubernetesService(registry);
        service.ensure(Service.KIND, service(network, port), stored -> retargeted(stored, port));
        var subset =
                new EndpointSubset(
                        List.of(new EndpointAddress(address.toString(), null, null, null)),
                        List.of(),
                        List.of(new EndpointPort(PORT_NAME, port, "TCP", null)));
        var endpoints =
                new Endpoints(
                        metadata(Map.of("endpointslice.kubernetes.io/skip-mirror", "true")),
                        List.of(subset));
        service.ensure(Endpoints.KIND, endpoints, stored -> stored.withSubsets(List.of(subset)));
        var slice = slice(address, port);
        service.ensure(
                EndpointSlice.KIND,
                slice,
                stored ->
                        stored.withEndpoints(slice.endpoints())
                                .withPorts(slice.ports())
                                .withAddressType(slice.addressType()));
    }

    private static ObjectMeta metadata(Map<String, String> labels) {
        return ObjectMeta.builder().namespace(NAMESPACE).name(NAME).labels(labels).build();
    }

    private static Service service(ServiceNetwork network, int port) {
        var labels = Map.of("component", "apiserver", "provider", "kubernetes");
        var ip = network.kubernetes();
        var spec =
                ServiceSpec.builder()
                        .type("ClusterIP")
                        .clusterIp(ip.toString())
                        .clusterIps(ip.toString())
                        .ipFamilies(ip.family())
                        .ports(List.of(port(port)))
                        .build();
        return Service.EMPTY.withMetadata(metadata(labels)).withSpec(spec);
    }

    private static ServicePort port(int port) {
        return ServicePort.builder()
                .name(PORT_NAME)
                .protocol("TCP")
                .port(443)
                .targetPort(IntOrString.of(port))
                .build();
    }

    private static Service retargeted(Service stored, int port) {
        return stored.mapSpec(spec -> spec.withPorts(List.of(port(port))));
    }

    private static EndpointSlice slice(IpAddress address, int port) {
        var endpoint =
                Endpoint.builder()
                        .addresses(List.of(address.toString()))
                        .conditions(new EndpointConditions(true, null, null))
                        .build();
        return EndpointSlice.builder()
                .metadata(metadata(Map.of("kubernetes.io/service-name", NAME)))
                .addressType(address.family())
                .endpoints(List.of(endpoint))
                .ports(
                        List.of(
                                new dev.jong.api.discovery.v1.EndpointPort(
                                        PORT_NAME, "TCP", port, null)))
                .build();
    }

    private <T extends KubernetesObject> void ensure(
            Kind<T> kind, T wanted, UnaryOperator<T> change) {
        var verbs = registry.of(kind);
        try {
            // Changed first: creating a Service whose address is taken, by itself, is an error of
            // another kind.
            verbs.change(NAMESPACE, NAME, "", change, WriteOptions.DEFAULT);
        } catch (ApiException.NotFound missing) {
            verbs.create(NAMESPACE, wanted, WriteOptions.DEFAULT);
        }
    }
}
