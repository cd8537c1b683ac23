package dev.jong.apiserver.flowcontrol;

/// When those who are sent away should come again: later and later while many are sent away.
final class SentAway {
    private static final int LONGEST_SECONDS = 32;
    private static final long SECOND = 1_000_000_000L;

    /// Guarded by `this`, as what follows.
    private int delay = 1;

    private long since;
    private int count;

    /// Counts one more.
    ///
    /// @return seconds
    synchronized int another(long nanos) {
        if (count == 0) {
            since = nanos;
        }
        count++;
        if (nanos - since >= delay * SECOND) {
            if (count >= 3 * delay) {
                delay = Math.min(2 * delay, LONGEST_SECONDS);
            } else if (count < delay && delay > 1) {
                delay /= 2;
            }
            count = 0;
        }
        return delay;
    }
}
