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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/// The Service `kubernetes` in `default`, by which Pods reach the API.
public final class KubernetesService {
    private static final String NAMESPACE = "default";
    private static final String NAME = "kubernetes";
    private static final String PORT_NAME = "https";
    private static final int TRIES = 50;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Registry registry;

    private KubernetesService(Registry registry) {
        this.registry = registry;
    }

    /// Points it at the servers that serve.
    ///
    /// @param addresses at least one, of one family
    /// @param port of all of them
    public static void publish(
            Registry registry, ServiceNetwork network, List<IpAddress> addresses, int port) {
        var service = new KubernetesService(registry);
        service.ensure(Service.KIND, service(network, port), stored -> retargeted(stored, port));
        var subset =
                new EndpointSubset(
                        addresses.stream()
                                .map(ip -> new EndpointAddress(ip.toString(), null, null, null))
                                .toList(),
                        List.of(),
                        List.of(new EndpointPort(PORT_NAME, port, "TCP", null)));
        var endpoints =
                new Endpoints(
                        metadata(Map.of("endpointslice.kubernetes.io/skip-mirror", "true")),
                        List.of(subset));
        service.ensure(Endpoints.KIND, endpoints, stored -> stored.withSubsets(List.of(subset)));
        var slice = slice(addresses, port);
        service.ensure(
                EndpointSlice.KIND,
                slice,
                stored ->
                        stored.withEndpoints(slice.endpoints())
                                .withPorts(slice.ports())
                                .withAddressType(slice.addressType()));
    }

    /// The addresses that it leads to now, as far as this server has heard.
    static List<IpAddress> published(Registry registry) {
        try {
            return registry
                    .of(EndpointSlice.KIND)
                    .get(NAMESPACE, NAME, "0")
                    .object()
                    .endpoints()
                    .stream()
                    .flatMap(endpoint -> endpoint.addresses().stream())
                    .map(IpAddress::of)
                    .toList();
        } catch (ApiException.NotFound missing) {
            return List.of();
        }
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
                        .ipFamilyPolicy("SingleStack")
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

    private static EndpointSlice slice(List<IpAddress> addresses, int port) {
        var endpoints =
                addresses.stream()
                        .map(ip ->
                                Endpoint.builder()
                                        .addresses(List.of(ip.toString()))
                                        .conditions(new EndpointConditions(true, null, null))
                                        .build())
                        .toList();
        return EndpointSlice.builder()
                .metadata(metadata(Map.of("kubernetes.io/service-name", NAME)))
                .addressType(addresses.getFirst().family())
                .endpoints(endpoints)
                .ports(
                        List.of(
                                new dev.jong.api.discovery.v1.EndpointPort(
                                        PORT_NAME, "TCP", port, null)))
                .build();
    }

    private <T extends KubernetesObject> void ensure(
            Kind<T> kind, T wanted, UnaryOperator<T> change) {
        for (int tries = TRIES; !ensured(kind, wanted, change, tries == 1); tries--) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// @param last whether a failure is final
    private <T extends KubernetesObject> boolean ensured(
            Kind<T> kind, T wanted, UnaryOperator<T> change, boolean last) {
        var verbs = registry.of(kind);
        try {
            // Changed first: creating a Service whose address is taken, by itself, is an error of
            // another kind.
            verbs.change(NAMESPACE, NAME, "", change, WriteOptions.OWN);
            return true;
        } catch (ApiException.NotFound missing) {
            try {
                verbs.create(NAMESPACE, wanted, WriteOptions.OWN);
                return true;
            } catch (ApiException.AlreadyExists | ApiException.Invalid e) {
                // Another server is creating it just now.
                if (last) {
                    throw e;
                }
                return false;
            }
        }
    }
}
