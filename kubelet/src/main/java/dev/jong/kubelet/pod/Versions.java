package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;

/// Which of two states of an object is the later one; resource versions of one server are numbers
/// that grow.
final class Versions {
    private Versions() {}

    static boolean older(Pod one, Pod other) {
        return number(one) < number(other);
    }

    private static long number(Pod pod) {
        var text = PodKey.text(pod.metadata().resourceVersion());
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
    }
}
