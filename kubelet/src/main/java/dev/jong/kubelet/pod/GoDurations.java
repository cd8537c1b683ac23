package dev.jong.kubelet.pod;

import java.time.Duration;

/// Whole seconds as Go writes them: `40s`, `1m20s`, `5m0s`.
final class GoDurations {
    private GoDurations() {}

    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
