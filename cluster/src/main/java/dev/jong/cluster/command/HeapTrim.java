package dev.jong.cluster.command;

import java.time.Duration;

/// Keeps the heap near what is alive in it.
///
/// The collector lets the old generation grow as long as memory can be had, so that a burst of work
/// would leave a process several times as big as what it holds. Here it is made to collect when the
/// heap has doubled, and again, closer, when the burst is over. A collection holds up every
/// request, the longer the more is alive: a burst pays no more than a two-hundredth of its time for
/// them, so that of a hundred requests less than one meets them, reckoned with all that the heap
/// has grown by as alive.
final class HeapTrim implements Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final long MIB = 1 << 20;

    /// What a heap may be above a multiple of what is alive: mostly the young generation.
    private static final long ROOM = 80 * MIB;

    /// How many times as long as a collection took there is none while the heap grows.
    private static final int REST = 200;

    private static final int QUIET_PERIODS = 8;

    /// After which the watch caches have forgotten what nobody wants decoded.
    private static final int CALM_PERIODS = 45;

    /// After which they and the store have forgotten the changes of the burst.
    private static final int FORGOTTEN_PERIODS = 190;

    /// Above it there is no rest: the collector would soon begin by itself.
    private final long most;

    private long alive;
    private long committed;
    private int quietPeriods;
    private long periods;

    /// How many periods the last collection took for each byte that it left. There is no rest
    /// before the first one, which also gives the young generation a size that befits the heap.
    private double periodsPerByte;

    /// Whether the heap has grown since all that a burst leaves behind was forgotten.
    private boolean grown;

    /// What to do at one look at the heap.
    enum Step {
        NOTHING,
        COLLECT
    }

    /// @param alive bytes in use after a collection
    /// @param most bytes that the heap may have
    HeapTrim(long alive, long most) {
        this.alive = alive;
        this.most = most;
        this.committed = alive;
    }

    /// Starts it for this process, for as long as that lives.
    static void start() {
        var runtime = Runtime.getRuntime();
        Thread.ofPlatform()
                .daemon()
                .name("heap-trim")
                .start(new HeapTrim(used(runtime), runtime.maxMemory()));
    }

    @Override
    public void run() {
        var runtime = Runtime.getRuntime();
        try {
            while (true) {
                Thread.sleep(PERIOD);
                if (look(runtime.totalMemory()) == Step.COLLECT) {
                    long start = System.nanoTime();
                    System.gc();
                    var took = Duration.ofNanos(System.nanoTime() - start);
                    collected(used(runtime), runtime.totalMemory(), took);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static long used(Runtime runtime) {
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// @param size of the heap now, in bytes
    Step look(long size) {
        boolean grows = size > committed + MIB;
        grown |= grows;
        quietPeriods = grows ? 0 : quietPeriods + 1;
        committed = size;
        periods++;
        boolean rested = periods > REST * periodsPerByte * size;
        if (size > 2 * alive + ROOM && (rested || size > most / 2)) return Step.COLLECT;
        if (grown && (quietPeriods == CALM_PERIODS || quietPeriods == FORGOTTEN_PERIODS)) {
            grown = quietPeriods < FORGOTTEN_PERIODS;
            return Step.COLLECT;
        }
        return quietPeriods == QUIET_PERIODS && size > alive + alive / 4 + ROOM
                ? Step.COLLECT
                : Step.NOTHING;
    }

    /// A collection is over.
    ///
    /// @param left bytes that are still in use
    /// @param size of the heap now, in bytes
    /// @param took how long nothing else was done
    void collected(long left, long size, Duration took) {
        alive = left;
        committed = size;
        periods = 0;
        periodsPerByte = (double) took.toNanos() / PERIOD.toNanos() / Math.max(1, left);
    }
}
