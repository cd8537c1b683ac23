package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.downward.FieldValue;
import dev.jong.kubelet.runtime.ContainerConfig.Mount;
import dev.jong.kubelet.runtime.ContainerConfig.Variable;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.PodIdentity;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/// What of a Pod lies on the node's disk.
public interface PodFiles {
    /// Makes folders and volumes ready, or brings them up to date.
    ///
    /// @throws dev.jong.kubelet.volume.VolumeFailure with the text of the Event `FailedMount`
    void prepare(Pod pod, FieldValue facts);

    /// What one run of a container sees of the node's files.
    List<Mount> mounts(
            Pod pod,
            PodContainer container,
            int attempt,
            List<Variable> environment,
            List<String> addresses);

    /// Makes the folder of a container's log.
    void prepareLog(Pod pod, String container) throws IOException;

    /// What an ended container left to say.
    String terminationMessage(Pod pod, PodContainer container, ContainerStatus run);

    /// Whether [#prepare] is to be repeated now and then.
    boolean follows(Pod pod);

    /// Takes the volumes of a Pod down whose containers have ended; what it said and logged stays.
    void release(PodIdentity pod);

    /// Removes everything of a Pod whose containers are gone.
    void remove(PodIdentity pod);

    /// Removes what lies there of Pods that `known` does not know, by uid.
    void removeOthers(Predicate<String> known);

    /// Nothing on any disk: for simulated nodes.
    PodFiles NONE =
            new PodFiles() {
                @Override
                public void prepare(Pod pod, FieldValue facts) {}

                @Override
                public List<Mount> mounts(
                        Pod pod,
                        PodContainer container,
                        int attempt,
                        List<Variable> environment,
                        List<String> addresses) {
                    return List.of();
                }

                @Override
                public void prepareLog(Pod pod, String container) {}

                @Override
                public String terminationMessage(
                        Pod pod, PodContainer container, ContainerStatus run) {
                    return "";
                }

                @Override
                public boolean follows(Pod pod) {
                    return false;
                }

                @Override
                public void release(PodIdentity pod) {}

                @Override
                public void remove(PodIdentity pod) {}

                @Override
                public void removeOthers(Predicate<String> known) {}
            };
}
