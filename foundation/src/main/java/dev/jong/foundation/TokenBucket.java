package dev.jong.foundation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Lets `burst` pass at once and `perSecond` in the long run.
public final class TokenBucket {
    private final double perSecond;
    private final double burst;
    private final InstantSource clock;
    private double tokens; // guarded by this
    private Instant last; // guarded by this

    public TokenBucket(double perSecond, int burst, InstantSource clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        this.tokens = burst;
        this.last = clock.instant();
    }

    /// Takes a token in any case.
    ///
    /// @return how long the caller has to wait until it may act
    public synchronized Duration reserve() {
        refill();
        tokens--;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perSecond * 1e9));
    }

    private void refill() {
        var now = clock.instant();
        var passed = Duration.between(last, now);
        if (passed.isPositive()) {
            tokens = Math.min(burst, tokens + passed.toNanos() / 1e9 * perSecond);
            last = now;
        }
    }
}
