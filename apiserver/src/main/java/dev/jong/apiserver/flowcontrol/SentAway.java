package dev.jong.apiserver.flowcontrol;

import java.util.ArrayDeque;
import java.util.Deque;

/// When those who are sent away should come again: twice as late while many are sent away, a second
/// earlier each second in which few are.
final class SentAway {
    private static final int LONGEST_SECONDS = 32;
    private static final int MANY = 3;

    // guarded by this
    private final Deque<Second> past = new ArrayDeque<>();
    private long now = Long.MIN_VALUE;
    private int count;
    private int delay = 1;
    private long raisedAt = Long.MIN_VALUE / 2;

    /// @param at seconds of any clock that only rises
    /// @param count of those who were sent away in it
    private record Second(long at, int count) {}

    /// Counts one more. The delay is looked at once a second.
    ///
    /// @param second of any clock that only rises
    /// @return seconds
    synchronized int another(long second) {
        if (second == now) {
            count++;
            return delay;
        }
        if (count > 0) {
            past.add(new Second(now, count));
        }
        now = second;
        count = 1;
        adjust();
        return delay;
    }

    /// By those who were sent away in as many seconds before this one as they are told to wait.
    private void adjust() {
        past.removeIf(each -> now - each.at > LONGEST_SECONDS);
        int lately =
                past.stream().filter(each -> now - each.at <= delay).mapToInt(Second::count).sum();
        if (lately >= MANY * delay && now - raisedAt >= delay) {
            delay = Math.min(2 * delay, LONGEST_SECONDS);
            raisedAt = now;
        } else if (lately < delay && delay > 1) {
            delay--;
        }
    }
}
