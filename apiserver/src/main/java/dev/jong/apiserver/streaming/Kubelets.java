package dev.jong.apiserver.streaming;

import dev.jong.api.GroupResource;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeAddress;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.Registry;
import dev.jong.http.client.Backend;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Where the kubelets are.
public final class Kubelets {
    private static final int DEFAULT_PORT = 10250;
    private static final List<String> PREFERRED =
            List.of("InternalIP", "ExternalIP", "Hostname", "InternalDNS", "ExternalDNS");

    private final Registry registry;
    private final KubeletAccess access;

    public Kubelets(Registry registry, KubeletAccess access) {
        this.registry = registry;
        this.access = access;
    }

    Pod pod(String namespace, String name) {
        return registry.of(Pod.KIND).get(namespace, name).object();
    }

    /// The kubelet that runs `pod`.
    Backend of(Pod pod) {
        var node = pod.spec().nodeName();
        if (node == null || node.isEmpty()) {
            throw ApiException.badRequest(
                    "pod " + pod.metadata().name() + " does not have a host assigned");
        }
        try {
            return ofNode(node);
        } catch (ApiException.NotFound _) {
            // upstream asks for the node as for one of the kind that the request is about
            throw ApiException.notFound(new GroupResource("", "pods"), node);
        }
    }

    Backend ofNode(String name) {
        var node = registry.of(Node.KIND).get("", name, "0").object();
        var host = access.host().isEmpty() ? address(node) : access.host();
        return Backend.tls(host, port(node), access.tls().get(), false);
    }

    SSLContext tls() {
        return access.tls().get();
    }

    static int port(Node node) {
        var port = node.status().daemonEndpoints().kubeletEndpoint().port();
        return port == 0 ? DEFAULT_PORT : port;
    }

    static String address(Node node) {
        return PREFERRED.stream()
                .map(type -> address(node, type))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() ->
                        ApiException.internal("no preferred addresses found; known addresses: []"));
    }

    private static Optional<String> address(Node node, String type) {
        return node.status().addresses().stream()
                .filter(address -> address.type().equals(type))
                .map(NodeAddress::address)
                .findFirst();
    }
}
