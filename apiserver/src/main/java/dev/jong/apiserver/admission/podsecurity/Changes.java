package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Whether an update of a Pod can change what was decided about it.
///
/// Little of a Pod can be changed at all: Pods that were let in under an older, laxer level are not
/// to be stuck, so that only new images and new containers count.
final class Changes {
    private Changes() {}

    static boolean matter(Pod now, Pod old) {
        return !images(now.spec().containers()).equals(images(old.spec().containers()))
                || !images(now.spec().initContainers()).equals(images(old.spec().initContainers()))
                || !ephemeralImages(old).entrySet().containsAll(ephemeralImages(now).entrySet());
    }

    private static List<String> images(List<Container> containers) {
        return containers.stream().map(each -> text(each.image())).toList();
    }

    private static Map<String, String> ephemeralImages(Pod pod) {
        var images = new TreeMap<String, String>();
        for (EphemeralContainer each : pod.spec().ephemeralContainers()) {
            images.put(each.name(), text(each.image()));
        }
        return images;
    }

    private static String text(@Nullable String image) {
        return Objects.requireNonNullElse(image, "");
    }
}
