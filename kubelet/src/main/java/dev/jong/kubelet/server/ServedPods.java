package dev.jong.kubelet.server;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.pod.PodView;
import java.util.List;
import java.util.Optional;

/// The Pods of the node, as the server asks for them.
public interface ServedPods {
    List<Pod> all();

    Optional<Pod> find(String namespace, String name);

    /// What the runtime has of it now.
    PodView view(Pod pod);
}
