package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.kubelet.image.ImageName;
import dev.jong.kubelet.image.PullSecrets;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.volume.ClusterObjects;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Gets images onto the node, by the policy of each container, with back-off after failures. Pulls
/// run on threads of their own and wake the Pod when they end.
public final class ImagePulls {
    private static final int AT_ONCE = 3;

    private final Runtime runtime;
    private final ClusterObjects objects;
    private final PodEvents events;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<Key, Pull> pulls = new ConcurrentHashMap<>();

    public ImagePulls(
            Runtime runtime, ClusterObjects objects, PodEvents events, InstantSource clock) {
        this.runtime = runtime;
        this.objects = objects;
        this.events = events;
        this.clock = clock;
    }

    /// How it stands with an image.
    sealed interface Answer {
        record Present(Image image) implements Answer {}

        record Pulling() implements Answer {}

        /// @param again when it is worth asking again
        record Failed(String reason, String message, Instant again) implements Answer {}
    }

    private record Key(String podUid, String image) {}

    private sealed interface Pull {
        record Running() implements Pull {}

        record Done() implements Pull {}

        record Failed(BackOff backOff, Instant at, String reason, String message, boolean told)
                implements Pull {}
    }

    /// Answers at once; `wake` is called when a pull that this call began has ended.
    Answer ensure(Pod pod, PodContainer container, Runnable wake) {
        String name;
        try {
            name = ImageName.withTag(container.image());
        } catch (ImageName.Invalid e) {
            events.about(pod, container, true, "InspectFailed", String.valueOf(e.getMessage()));
            return new Answer.Failed(
                    "InvalidImageName", String.valueOf(e.getMessage()), later(BackOff.FIRST));
        }
        var key = new Key(PodKey.of(pod).uid(), name);
        var policy = policy(container, name);
        Optional<Image> present;
        try {
            present = runtime.image(name);
        } catch (RuntimeFailure e) {
            var message = "Failed to inspect image \"" + name + "\": " + e.getMessage();
            events.about(pod, container, true, "InspectFailed", message);
            return new Answer.Failed("ImageInspectError", message, later(BackOff.FIRST));
        }
        return switch (policy) {
            case "Never" -> never(pod, container, present);
            case "Always" -> always(pod, container, key, present, wake);
            default -> ifNotPresent(pod, container, key, present, wake);
        };
    }

    /// The default of the API: `Always` for `latest`, else `IfNotPresent`.
    private static String policy(PodContainer container, String name) {
        var policy = PodKey.text(container.spec().imagePullPolicy());
        return policy.isEmpty() ? name.endsWith(":latest") ? "Always" : "IfNotPresent" : policy;
    }

    private Answer never(Pod pod, PodContainer container, Optional<Image> present) {
        if (present.isPresent()) {
            return present(pod, container, present.get());
        }
        var message =
                "Container image \""
                        + container.image()
                        + "\" is not present with pull policy of Never";
        events.about(pod, container, true, "ErrImageNeverPull", message);
        return new Answer.Failed("ErrImageNeverPull", message, later(BackOff.FIRST));
    }

    private Answer ifNotPresent(
            Pod pod, PodContainer container, Key key, Optional<Image> present, Runnable wake) {
        if (present.isEmpty()) {
            return pull(pod, container, key, wake);
        }
        boolean pulled = pulls.remove(key) instanceof Pull.Done;
        return pulled ? new Answer.Present(present.get()) : present(pod, container, present.get());
    }

    private Answer present(Pod pod, PodContainer container, Image image) {
        events.about(
                pod,
                container,
                false,
                "Pulled",
                "Container image \""
                        + container.image()
                        + "\" already present on machine and can be accessed by the pod");
        return new Answer.Present(image);
    }

    private Answer always(
            Pod pod, PodContainer container, Key key, Optional<Image> present, Runnable wake) {
        if (present.isPresent() && pulls.remove(key, new Pull.Done())) {
            return new Answer.Present(present.get());
        }
        return pull(pod, container, key, wake);
    }

    private Answer pull(Pod pod, PodContainer container, Key key, Runnable wake) {
        var state = pulls.get(key);
        return switch (state) {
            case Pull.Running() -> new Answer.Pulling();
            case Pull.Failed failed
                    when clock.instant().isBefore(failed.at().plus(failed.backOff().delay())) ->
                    backedOff(pod, container, key, failed);
            case Pull.Failed failed -> begin(pod, container, key, failed.backOff(), wake);
            case Pull.Done() -> begin(pod, container, key, null, wake);
            case null -> begin(pod, container, key, null, wake);
        };
    }

    /// The first look after a failure shows the failure itself, the following ones that it waits.
    private Answer backedOff(Pod pod, PodContainer container, Key key, Pull.Failed failed) {
        var due = failed.at().plus(failed.backOff().delay());
        if (!failed.told()) {
            pulls.put(
                    key,
                    new Pull.Failed(
                            failed.backOff(),
                            failed.at(),
                            failed.reason(),
                            failed.message(),
                            true));
            events.about(pod, container, true, "Failed", "Error: " + failed.reason());
            return new Answer.Failed(failed.reason(), failed.message(), soon(due));
        }
        var message = "Back-off pulling image \"" + key.image() + "\"";
        events.about(pod, container, false, "BackOff", message);
        events.about(pod, container, true, "Failed", "Error: ImagePullBackOff");
        return new Answer.Failed(
                "ImagePullBackOff",
                message + ": " + failed.reason() + ": " + failed.message(),
                due);
    }

    /// So that `ErrImagePull` gives way to `ImagePullBackOff` before the next try.
    private Instant soon(Instant due) {
        var soon = later(Duration.ofSeconds(2));
        return soon.isBefore(due) ? soon : due;
    }

    private Instant later(Duration delay) {
        return clock.instant().plus(delay);
    }

    private Answer begin(
            Pod pod, PodContainer container, Key key, @Nullable BackOff before, Runnable wake) {
        pulls.put(key, new Pull.Running());
        Thread.ofVirtual()
                .name("pull-" + key.image())
                .start(() -> run(pod, container, key, before, wake));
        return new Answer.Pulling();
    }

    private void run(
            Pod pod, PodContainer container, Key key, @Nullable BackOff before, Runnable wake) {
        var asked = clock.instant();
        try {
            places.acquire();
        } catch (InterruptedException _) {
            pulls.remove(key);
            return;
        }
        try {
            var begun = clock.instant();
            events.about(pod, container, false, "Pulling", "Pulling image \"" + key.image() + "\"");
            pull(pod, key.image());
            var ended = clock.instant();
            long size = runtime.image(key.image()).map(Image::size).orElse(0L);
            pulls.put(key, new Pull.Done());
            events.about(
                    pod,
                    container,
                    false,
                    "Pulled",
                    "Successfully pulled image \""
                            + key.image()
                            + "\" in "
                            + words(begun, ended)
                            + " ("
                            + words(asked, ended)
                            + " including waiting). Image size: "
                            + size
                            + " bytes.");
        } catch (RuntimeFailure e) {
            events.about(
                    pod,
                    container,
                    true,
                    "Failed",
                    "Failed to pull image \"" + key.image() + "\": " + e.getMessage());
            var now = clock.instant();
            pulls.put(
                    key,
                    new Pull.Failed(
                            BackOff.next(before, now, now),
                            now,
                            "ErrImagePull",
                            e.getMessage(),
                            false));
        } finally {
            places.release();
            wake.run();
        }
    }

    private void pull(Pod pod, String image) {
        var attempts = PullSecrets.of(secrets(pod), image);
        RuntimeFailure last = null;
        for (var credentials : attempts) {
            try {
                runtime.pullImage(image, credentials);
                return;
            } catch (RuntimeFailure e) {
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
    }

    private List<Secret> secrets(Pod pod) {
        var namespace = PodKey.text(pod.metadata().namespace());
        return pod.spec().imagePullSecrets().stream()
                .flatMap(reference ->
                        objects.secret(namespace, PodKey.text(reference.name())).stream())
                .toList();
    }

    private static String words(Instant from, Instant to) {
        long millis = Duration.between(from, to).toMillis();
        return millis < 1000 ? millis + "ms" : millis / 1000.0 + "s";
    }

    /// Forgets the pulls of a Pod that is gone.
    void forget(String podUid) {
        pulls.keySet().removeIf(key -> key.podUid().equals(podUid));
    }
}
