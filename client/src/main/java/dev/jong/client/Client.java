package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import java.util.function.UnaryOperator;

/// One API server, seen by one user.
public final class Client implements AutoCloseable {
    private final Transport transport;

    public Client(Transport transport) {
        this.transport = transport;
    }

    /// All objects of a kind; [ResourceClient#inNamespace(String)] narrows.
    public <T extends KubernetesObject> ResourceClient<T> resources(Kind<T> kind) {
        return new ResourceClient<>(transport, kind, "");
    }

    /// What the server serves, custom resources too.
    public Discovery discovery() {
        return new Discovery(transport);
    }

    /// The same server through a wrapped transport; closing either closes both.
    public Client wrap(UnaryOperator<Transport> wrapper) {
        return new Client(wrapper.apply(transport));
    }

    public Transport transport() {
        return transport;
    }

    @Override
    public void close() {
        transport.close();
    }
}
