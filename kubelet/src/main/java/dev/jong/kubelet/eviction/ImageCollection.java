package dev.jong.kubelet.eviction;

import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.settings.KubeletSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes images that no container uses, those first that were used longest ago.
///
/// Images that were made on this machine (`localhost/...`) stay: nobody could fetch them again.
final class ImageCollection {
    private static final Logger log = LoggerFactory.getLogger(ImageCollection.class);
    private static final String OF_THIS_MACHINE = "localhost/";

    private final KubeletSettings.Images settings;
    private final Runtime runtime;
    private final InstantSource clock;
    private final Map<String, Known> known = new HashMap<>();

    private record Known(Instant detected, Instant used) {}

    ImageCollection(KubeletSettings.Images settings, Runtime runtime, InstantSource clock) {
        this.settings = settings;
        this.runtime = runtime;
        this.clock = clock;
    }

    /// Brings the images' disk below the lower mark when it stands above the higher one.
    ///
    /// @return what is wrong when that was not possible, else ""
    String collect(Reading disk) {
        var unused = unused();
        if (disk.capacity() == 0
                || (disk.capacity() - disk.available()) * 100 / disk.capacity()
                        < settings.highPercent()) {
            return "";
        }
        long wanted = disk.capacity() * (100 - settings.lowPercent()) / 100 - disk.available();
        long freed = delete(unused, wanted);
        return freed >= wanted
                ? ""
                : "Failed to garbage collect required amount of images. Attempted to free "
                        + wanted
                        + " bytes, but only found "
                        + freed
                        + " bytes eligible to free.";
    }

    /// Whatever its age.
    ///
    /// @return freed bytes
    long deleteAllUnused() {
        return delete(unused(), Long.MAX_VALUE);
    }

    /// Notes what is used, and answers the others, the one that was used longest ago first.
    private List<Image> unused() {
        var now = clock.instant();
        var images = runtime.images();
        var used = used();
        known.keySet().retainAll(images.stream().map(Image::id).collect(Collectors.toSet()));
        for (var image : images) {
            known.compute(
                    image.id(),
                    (_, before) ->
                            new Known(
                                    before == null ? now : before.detected,
                                    isUsed(image, used)
                                            ? now
                                            : before == null ? Instant.MIN : before.used));
        }
        return images.stream()
                .filter(image -> !isUsed(image, used) && !image.pinned())
                .filter(image ->
                        image.tags().stream().noneMatch(tag -> tag.startsWith(OF_THIS_MACHINE)))
                .sorted(
                        Comparator.comparing((Image image) -> known(image).used)
                                .thenComparing(image -> known(image).detected))
                .toList();
    }

    private Known known(Image image) {
        return known.getOrDefault(image.id(), new Known(Instant.MAX, Instant.MAX));
    }

    private Set<String> used() {
        return runtime.containers().stream()
                .map(container -> container.podUid())
                .distinct()
                .flatMap(uid -> runtime.containersOf(uid).stream())
                .map(ContainerStatus::imageId)
                .collect(Collectors.toSet());
    }

    private static boolean isUsed(Image image, Set<String> used) {
        return used.contains(image.id())
                || image.digests().stream().anyMatch(used::contains)
                || image.tags().stream().anyMatch(used::contains);
    }

    private long delete(List<Image> images, long wanted) {
        var youngest = clock.instant().minus(settings.minimumAge());
        long freed = 0;
        for (var image : images) {
            boolean old = !known(image).detected.isAfter(youngest);
            if (freed >= wanted || !(old || wanted == Long.MAX_VALUE)) {
                continue;
            }
            try {
                runtime.removeImage(image.id());
                freed += image.size();
                log.atInfo().addKeyValue("image", image.id()).log("Deleted an unused image");
            } catch (RuntimeFailure e) {
                log.atWarn()
                        .addKeyValue("image", image.id())
                        .log("Could not delete an unused image: {}", e.getMessage());
            }
        }
        return freed;
    }
}
