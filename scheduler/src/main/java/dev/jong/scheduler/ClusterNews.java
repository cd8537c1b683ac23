package dev.jong.scheduler;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.PodConditions;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.client.InformerHandler;
import dev.jong.client.SharedInformers;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.Arrays;

/// Turns what informers tell into changes of nodes and queue, on the scheduling thread.
final class ClusterNews {
    private final SchedulingLoop loop;
    private final Nodes nodes;
    private final String schedulerName;

    ClusterNews(SchedulingLoop loop, String schedulerName) {
        this.loop = loop;
        this.nodes = loop.nodes;
        this.schedulerName = schedulerName;
    }

    void listen(SharedInformers informers) {
        informers.of(Namespace.KIND).addHandler(on(this::namespace, this::namespaceGone));
        informers.of(Node.KIND).addHandler(on(this::node, this::nodeGone));
        informers.of(Pod.KIND).addHandler(on(this::pod, this::podGone));
        informers.of(PersistentVolumeClaim.KIND).addHandler(on(this::other, _ -> {}));
        informers.of(PersistentVolume.KIND).addHandler(on(this::other, _ -> {}));
        informers.of(StorageClass.KIND).addHandler(on(this::other, _ -> {}));
        informers.of(CSINode.KIND).addHandler(on(this::other, _ -> {}));
        informers.of(CSIStorageCapacity.KIND).addHandler(on(this::other, _ -> {}));
        informers.of(VolumeAttachment.KIND).addHandler(on(_ -> {}, this::other));
    }

    private interface Action<T> {
        void on(T object);
    }

    private <T extends KubernetesObject> InformerHandler<T> on(Action<T> changed, Action<T> gone) {
        return new InformerHandler<>() {
            @Override
            public void added(T object, boolean initial) {
                loop.post(() -> changed.on(object));
            }

            @Override
            public void updated(T before, T now) {
                loop.post(() -> changed.on(now));
            }

            @Override
            public void deleted(T last) {
                loop.post(() -> gone.on(last));
            }
        };
    }

    private void other(KubernetesObject object) {
        loop.happened(new ClusterEvent.Other(object));
    }

    private void namespace(Namespace namespace) {
        nodes.namespaces()
                .put(String.valueOf(namespace.metadata().name()), namespace.metadata().labels());
        nodes.recount();
        loop.happened(new ClusterEvent.Other(namespace));
    }

    private void namespaceGone(Namespace namespace) {
        nodes.namespaces().remove(String.valueOf(namespace.metadata().name()));
    }

    private void node(Node node) {
        var name = String.valueOf(node.metadata().name());
        var before = nodes.find(name);
        var same = before != null && Nodes.same(before.node(), node);
        var view = nodes.put(node);
        if (!same) {
            loop.happened(new ClusterEvent.NodeChanged(view));
        }
    }

    private void nodeGone(Node node) {
        nodes.remove(String.valueOf(node.metadata().name()));
    }

    private void pod(Pod pod) {
        if (PodConditions.isFinished(pod)) {
            podGone(pod);
            return;
        }
        var node = pod.spec().nodeName();
        if (node == null) {
            waiting(pod);
        } else {
            placed(pod, node);
        }
    }

    private void placed(Pod pod, String node) {
        var uid = String.valueOf(pod.metadata().uid());
        var known = nodes.placed(uid);
        var refreshed = known == null || known.assumed() ? null : known.demand().refreshed(pod);
        if (known != null && refreshed != null) {
            nodes.refresh(known, refreshed);
            return;
        }
        loop.queue.remove(uid);
        loop.nominations.remove(uid);
        var demand = PodDemand.of(pod, nodes.resources());
        nodes.place(demand, node, false);
        var view = nodes.find(node);
        if (view == null) {
            return;
        }
        if (known == null || known.assumed()) {
            loop.happened(new ClusterEvent.PodPlaced(demand, view));
        } else if (matters(known, demand)) {
            loop.happened(new ClusterEvent.PodChanged(demand, view));
        }
    }

    private static boolean matters(PlacedPod known, PodDemand now) {
        var before = known.demand();
        return !before.labels().equals(now.labels())
                || !Arrays.equals(before.requests(), now.requests())
                || (before.pod().metadata().deletionTimestamp() == null)
                        != (now.pod().metadata().deletionTimestamp() == null);
    }

    private void waiting(Pod pod) {
        var scheduler = pod.spec().schedulerName();
        if (scheduler != null && !scheduler.equals(schedulerName)) {
            return;
        }
        var uid = String.valueOf(pod.metadata().uid());
        if (nodes.placed(uid) != null) {
            return; // on its way to a node
        }
        var known = loop.queue.find(uid);
        var refreshed = known.map(each -> each.demand().refreshed(pod)).orElse(null);
        var demand = refreshed == null ? PodDemand.of(pod, nodes.resources()) : refreshed;
        var nominated = pod.status().nominatedNodeName();
        if (nominated != null) {
            loop.nominations.put(demand, nominated);
        }
        loop.queue.put(demand, refreshed == null, loop.now());
    }

    private void podGone(Pod pod) {
        var uid = String.valueOf(pod.metadata().uid());
        loop.queue.remove(uid);
        loop.nominations.remove(uid);
        var placed = nodes.unplace(uid);
        if (placed != null) {
            var view = nodes.at(placed.slot());
            if (view != null) {
                loop.happened(new ClusterEvent.PodGone(placed.demand(), view));
            }
        }
    }
}
