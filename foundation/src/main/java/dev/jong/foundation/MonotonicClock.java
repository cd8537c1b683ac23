package dev.jong.foundation;

import java.time.Instant;
import java.time.InstantSource;

/// Time that only goes forward: begins at the wall clock and then follows the machine's uptime,
/// whatever is done to the wall clock. For delays and deadlines, not for what is shown.
public final class MonotonicClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - nanos);
    }
}
