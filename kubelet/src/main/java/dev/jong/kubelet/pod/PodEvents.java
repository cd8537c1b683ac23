package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;

/// Tells users what happens to a Pod: Events of the API.
public interface PodEvents {
    /// Records an Event about a Pod.
    ///
    /// @param warning whether the type is `Warning`, else `Normal`
    void about(Pod pod, boolean warning, String reason, String message);

    /// As above, with the container as `involvedObject.fieldPath`.
    void about(Pod pod, PodContainer container, boolean warning, String reason, String message);
}
