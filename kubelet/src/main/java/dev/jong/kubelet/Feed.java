package dev.jong.kubelet;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.ListOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What kubelets read from the API: the Pods of their nodes, and Services. One feed may serve one
/// node (it then asks for that node's Pods only) or all nodes of a process.
public final class Feed implements AutoCloseable {
    private final Informer<Pod> pods;
    private final @Nullable Informer<Service> services;
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();

    /// Told of the Pods of one node. Called on the informer's thread.
    interface Listener {
        void present(Pod pod);

        void gone(Pod pod);
    }

    private Feed(Informer<Pod> pods, @Nullable Informer<Service> services) {
        this.pods = pods;
        this.services = services;
    }

    /// Of one node, with Services for the variables of its containers.
    static Feed ofNode(Client client, String node) {
        var mine = ListOptions.fields("spec.nodeName=" + node);
        return new Feed(
                new Informer<>(client.resources(Pod.KIND), mine),
                new Informer<>(client.resources(Service.KIND), ListOptions.ALL));
    }

    /// For all simulated nodes of a process; without Services.
    public static Feed ofAllNodes(Client client) {
        return new Feed(
                new Informer<>(client.resources(Pod.KIND), ListOptions.fields("spec.nodeName!=")),
                null);
    }

    public Feed start() {
        pods.addHandler(
                new InformerHandler<>() {
                    @Override
                    public void added(Pod pod, boolean initial) {
                        tell(pod);
                    }

                    @Override
                    public void updated(Pod before, Pod now) {
                        if (!Objects.equals(before.metadata().uid(), now.metadata().uid())) {
                            deleted(before);
                        }
                        tell(now);
                    }

                    @Override
                    public void deleted(Pod last) {
                        var listener = listenerOf(last);
                        if (listener != null) {
                            listener.gone(last);
                        }
                    }
                });
        pods.start();
        if (services != null) {
            services.start();
        }
        return this;
    }

    private void tell(Pod pod) {
        var listener = listenerOf(pod);
        if (listener != null) {
            listener.present(pod);
        }
    }

    private @Nullable Listener listenerOf(Pod pod) {
        var node = pod.spec().nodeName();
        return node == null ? null : listeners.get(node);
    }

    /// From now on `listener` hears of the node's Pods; of those that are there already at once.
    void join(String node, Listener listener) {
        listeners.put(node, listener);
        pods.list().stream()
                .filter(pod -> node.equals(pod.spec().nodeName()))
                .forEach(listener::present);
    }

    void leave(String node) {
        listeners.remove(node);
    }

    boolean awaitPods(Duration patience) throws InterruptedException {
        return pods.awaitSynced(patience);
    }

    boolean knows(String podUid) {
        return pods.list().stream().anyMatch(pod -> podUid.equals(pod.metadata().uid()));
    }

    /// Those of a namespace, and the API's own.
    List<Service> services(String namespace) {
        if (services == null) {
            return List.of();
        }
        var found = new ArrayList<>(services.inNamespace(namespace));
        if (!namespace.equals("default")) {
            services.find("default", "kubernetes").ifPresent(found::add);
        }
        return found;
    }

    boolean servicesKnown() {
        return services == null || services.hasSynced();
    }

    @Override
    public void close() {
        pods.close();
        if (services != null) {
            services.close();
        }
    }
}
