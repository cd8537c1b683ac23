package dev.jong.controllers.attachdetach;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.client.EventRecorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Tells Pods how the attaching of their volumes goes, each thing once. Texts are upstream's.
final class AttachNews {
    private static final String FAILED = "FailedAttachVolume";
    private static final int REMEMBERED = 10_000;

    private final EventRecorder events;

    /// What was told last, by Pod and volume; the oldest is forgotten. Guarded by itself.
    private final Map<String, String> told =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEMBERED;
                }
            };

    AttachNews(EventRecorder events) {
        this.events = events;
    }

    /// Tells whether it is attached or why not.
    void attached(VolumeAttachment attachment, Attachable volume, List<Pod> pods) {
        var failure = attachment.status().attachError();
        for (var pod : pods) {
            if (attachment.status().attached()) {
                var message = "AttachVolume.Attach succeeded for volume " + quoted(volume) + " ";
                if (isNew(pod, volume, message)) {
                    events.normal(pod, "SuccessfulAttachVolume", message);
                }
            } else if (failure != null) {
                warn(
                        pod,
                        volume,
                        "AttachVolume.Attach failed for volume "
                                + quoted(volume)
                                + " : "
                                + Objects.requireNonNullElse(failure.message(), ""));
            }
        }
    }

    /// @param users Pods on other nodes that have it
    void blocked(Attachable volume, List<Pod> pods, List<Pod> users) {
        for (var pod : pods) {
            warn(
                    pod,
                    volume,
                    "Multi-Attach error for volume " + quoted(volume) + " " + why(pod, users));
        }
    }

    /// Names of Pods in other namespaces are not for everyone to see.
    private static String why(Pod pod, List<Pod> users) {
        var near =
                users.stream()
                        .filter(user -> user.namespace().equals(pod.namespace()))
                        .map(Pod::name)
                        .toList();
        int far = users.size() - near.size();
        if (users.isEmpty()) {
            return "Volume is already exclusively attached to one node and can't be attached to"
                    + " another";
        }
        if (near.isEmpty()) {
            return "Volume is already used by " + far + " pod(s) in different namespaces";
        }
        var message = "Volume is already used by pod(s) " + String.join(", ", near);
        return far == 0 ? message : message + " and " + far + " pod(s) in different namespaces";
    }

    private void warn(Pod pod, Attachable volume, String message) {
        if (isNew(pod, volume, message)) {
            events.warning(pod, FAILED, message);
        }
    }

    private boolean isNew(Pod pod, Attachable volume, String message) {
        synchronized (told) {
            var key = pod.metadata().uid() + " " + volume.uniqueName();
            return !message.equals(told.put(key, message));
        }
    }

    private static String quoted(Attachable volume) {
        return "\"" + volume.volume() + "\"";
    }
}
