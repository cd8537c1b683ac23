package dev.jong.foundation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait after so many failures in a row: `initial`, then each time `factor` times more,
/// `most` at the most.
///
/// @param jitter the delay is lengthened at random by up to this share of it; 0 for none
public record Backoff(Duration initial, Duration most, double factor, double jitter) {

    /// client-go's default for failing keys: 5 ms, doubled up to 1000 s.
    public static final Backoff WORK_QUEUE =
            doubling(Duration.ofMillis(5), Duration.ofSeconds(1000));

    public static Backoff doubling(Duration initial, Duration most) {
        return new Backoff(initial, most, 2, 0);
    }

    /// The delay after the failure with this number, counted from 1, without jitter.
    public Duration delay(int failures) {
        var nanos = initial.toNanos() * Math.pow(factor, Math.max(0, failures - 1));
        return nanos >= most.toNanos() ? most : Duration.ofNanos((long) nanos);
    }

    /// As [#delay(int)], with jitter.
    public Duration delay(int failures, RandomGenerator random) {
        var delay = delay(failures);
        return jitter <= 0
                ? delay
                : delay.plusNanos((long) (delay.toNanos() * jitter * random.nextDouble()));
    }
}
