package dev.jong.controllers.tainteviction;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.rules.Tolerations;
import java.time.Duration;
import java.util.List;

/// How long a Pod may stay on a node.
sealed interface Staying {
    record Forever() implements Staying {}

    record NoLonger() implements Staying {}

    /// For some time.
    ///
    /// @param time from when the taints were first seen
    record For(Duration time) implements Staying {}

    static Staying of(Pod pod, List<Taint> taints) {
        var evicting = taints.stream().filter(taint -> taint.effect().equals("NoExecute")).toList();
        if (evicting.isEmpty()) {
            return new Forever();
        }
        long shortest = Long.MAX_VALUE;
        for (var taint : evicting) {
            var bearing =
                    pod.spec().tolerations().stream()
                            .filter(each -> Tolerations.tolerates(each, taint))
                            .findFirst();
            if (bearing.isEmpty()) {
                return new NoLonger();
            }
            shortest = Math.min(shortest, seconds(bearing.get()));
        }
        if (shortest <= 0) {
            return new NoLonger();
        }
        return shortest == Long.MAX_VALUE ? new Forever() : new For(Duration.ofSeconds(shortest));
    }

    private static long seconds(Toleration toleration) {
        var seconds = toleration.tolerationSeconds();
        return seconds == null ? Long.MAX_VALUE : seconds;
    }
}
