package dev.jong.apiserver.streaming;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Refusals;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.service.ServiceEndpoints;
import dev.jong.apiserver.validation.EndpointRules;
import dev.jong.foundation.Lazy;
import dev.jong.http.client.Backend;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/// `pods/proxy`, `services/proxy` and `nodes/proxy`.
public final class Proxies {
    /// Upstream passes on no methods that HTTP itself does not know.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

    private final Registry registry;
    private final Kubelets kubelets;
    private final ServiceEndpoints endpoints;
    private final Lazy<SSLContext> anybody;

    /// Passes requests on to nodes, Pods and Services of `registry`.
    ///
    /// @param anybody for backends that speak TLS: trusts all, shows nothing
    public Proxies(
            Registry registry,
            Kubelets kubelets,
            RandomGenerator random,
            Lazy<SSLContext> anybody) {
        this.registry = registry;
        this.kubelets = kubelets;
        this.endpoints = new ServiceEndpoints(registry, random);
        this.anybody = anybody;
    }

    /// `scheme:name:port`, as the name in the path may be.
    private record Address(String scheme, String name, String port) {
        static Address parse(String kind, String id) {
            var parts = id.split(":", -1);
            var address =
                    switch (parts.length) {
                        case 1 -> new Address("", parts[0], "");
                        case 2 -> new Address("", parts[0], parts[1]);
                        case 3 -> new Address(parts[0], parts[1], parts[2]);
                        default -> new Address("?", "", "");
                    };
            if (address.name.isEmpty() || !List.of("", "http", "https").contains(address.scheme)) {
                throw ApiException.badRequest("invalid " + kind + " request \"" + id + "\"");
            }
            return address;
        }
    }

    public RequestHandler pods() {
        return forward(this::pod);
    }

    public RequestHandler services() {
        return forward(this::service);
    }

    public RequestHandler nodes() {
        return forward(this::node);
    }

    private static RequestHandler forward(Function<RequestInfo, Backend> target) {
        return (exchange, info) -> {
            if (!METHODS.contains(exchange.method())) {
                throw Refusals.methodNotAllowed();
            }
            new ProxiedRequest(exchange, info, target.apply(info)).run();
        };
    }

    private Backend backend(String scheme, String host, int port) {
        return scheme.equals("https")
                ? Backend.tls(host, port, anybody.get(), false)
                : Backend.plain(host, port);
    }

    private Backend pod(RequestInfo info) {
        var address = Address.parse("pod", info.name());
        var pod = kubelets.pod(info.namespace(), address.name);
        var port = address.port;
        if (port.isEmpty()) {
            port =
                    pod.spec().containers().stream()
                            .flatMap(container -> container.ports().stream())
                            .findFirst()
                            .map(first -> Integer.toString(first.containerPort()))
                            .orElse(address.scheme.equals("https") ? "443" : "80");
        }
        var ip = pod.status().podIp();
        if (ip == null
                || IpAddress.parse(ip).isEmpty()
                || !EndpointRules.unreachable(ip).isEmpty()) {
            // Whoever writes a Pod's status must not reach what only this machine may.
            throw ApiException.badRequest("address not allowed");
        }
        return backend(address.scheme, ip, number(port, info.name()));
    }

    private static int number(String port, String id) {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException _) {
            throw ApiException.badRequest("invalid port in request \"" + id + "\"");
        }
    }

    private Backend node(RequestInfo info) {
        var address = Address.parse("node", info.name());
        var node = registry.of(Node.KIND).get("", address.name, "0").object();
        var kubelet = Integer.toString(Kubelets.port(node));
        if (address.port.isEmpty() || address.port.equals(kubelet)) {
            return kubelets.ofNode(address.name);
        }
        return backend(address.scheme, Kubelets.address(node), number(address.port, info.name()));
    }

    private Backend service(RequestInfo info) {
        var address = Address.parse("service", info.name());
        var service = registry.of(Service.KIND).get(info.namespace(), address.name).object();
        var portName = address.port;
        if (portName.chars().allMatch(Character::isDigit) && !portName.isEmpty()) {
            var wanted = number(portName, info.name());
            portName =
                    ServiceEndpoints.port(service, wanted)
                            .map(port -> Objects.requireNonNullElse(port.name(), ""))
                            .orElseThrow(() -> ServiceEndpoints.noPort(address.name, wanted));
        }
        var targets = endpoints.ready(info.namespace(), address.name, portName);
        var target = endpoints.pick(targets, info.name());
        return backend(address.scheme, target.host(), target.port());
    }
}
