package dev.jong.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long to wait before the next try: 10 s, doubling to 5 min, forgotten after twice that
/// without a failure.
///
/// @param delay after the failure that counted last
/// @param since when `delay` was last set
record BackOff(Duration delay, Instant since) {
    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration LONGEST = Duration.ofMinutes(5);

    /// The state after a failure at `failedAt`, counted at `now`.
    static BackOff next(@Nullable BackOff before, Instant failedAt, Instant now) {
        if (before == null || before.forgotten(failedAt)) {
            return new BackOff(FIRST, now);
        }
        var doubled = before.delay.multipliedBy(2);
        return new BackOff(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled, now);
    }

    /// When a try after a failure at `failedAt` is allowed; `failedAt` itself if at once.
    static Instant due(@Nullable BackOff state, Instant failedAt) {
        return state == null || state.forgotten(failedAt) ? failedAt : failedAt.plus(state.delay);
    }

    private boolean forgotten(Instant at) {
        return Duration.between(since, at).compareTo(LONGEST.multipliedBy(2)) > 0;
    }
}
