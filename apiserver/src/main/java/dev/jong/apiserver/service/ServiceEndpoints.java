package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.ApiException;
import dev.jong.api.selector.Selector;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.watch.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Where the server itself finds what is behind a Service: at its endpoints, since the machine may
/// not route to the Service's own address.
public final class ServiceEndpoints {
    private final Registry registry;
    private final RandomGenerator random;

    public ServiceEndpoints(Registry registry, RandomGenerator random) {
        this.registry = registry;
        this.random = random;
    }

    public record Target(String host, int port) {}

    /// The slices that tell of the Service, as of now or a moment ago.
    public List<EndpointSlice> slices(String namespace, String service) {
        var query =
                ListQuery.ALL
                        .withLabels(Selector.parse("kubernetes.io/service-name=" + service))
                        .from("0");
        return registry.of(EndpointSlice.KIND).list(namespace, query).items().stream()
                .map(Version::object)
                .toList();
    }

    /// Every ready address of a port.
    ///
    /// @param portName empty for the port without a name
    public List<Target> ready(String namespace, String service, String portName) {
        return ready(slices(namespace, service), portName);
    }

    public static List<Target> ready(List<EndpointSlice> slices, String portName) {
        var found = new ArrayList<Target>();
        for (var slice : slices) {
            for (var port : slice.ports()) {
                var number = port.port();
                if (number != null
                        && Objects.requireNonNullElse(port.name(), "").equals(portName)) {
                    slice.endpoints().stream()
                            .filter(ServiceEndpoints::isReady)
                            .flatMap(endpoint -> endpoint.addresses().stream())
                            .forEach(host -> found.add(new Target(host, number)));
                }
            }
        }
        return found;
    }

    private static boolean isReady(Endpoint endpoint) {
        var ready = endpoint.conditions().ready();
        return ready == null || ready;
    }

    /// One of the ready endpoints behind a port of a Service, chosen by chance.
    ///
    /// @throws ApiException when there is no such Service, port or endpoint
    public Target pick(String namespace, String name, int port) {
        var service = registry.of(Service.KIND).get(namespace, name, "0").object();
        if ("ExternalName".equals(service.spec().type())) {
            return new Target(Objects.requireNonNullElse(service.spec().externalName(), ""), port);
        }
        var portName =
                port(service, port)
                        .map(found -> Objects.requireNonNullElse(found.name(), ""))
                        .orElseThrow(() -> noPort(name, port));
        return pick(ready(namespace, name, portName), name);
    }

    public Target pick(List<Target> targets, String name) {
        if (targets.isEmpty()) {
            throw ApiException.serviceUnavailable(
                    "no endpoints available for service \"" + name + "\"");
        }
        return targets.get(random.nextInt(targets.size()));
    }

    public static Optional<ServicePort> port(Service service, int port) {
        return service.spec().ports().stream().filter(other -> other.port() == port).findFirst();
    }

    public static ApiException noPort(String service, int port) {
        return ApiException.serviceUnavailable(
                "no service port " + port + " found for service \"" + service + "\"");
    }
}
