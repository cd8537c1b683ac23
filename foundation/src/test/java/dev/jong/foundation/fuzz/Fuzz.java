package dev.jong.foundation.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;

/// Runs seeded cases. `-Djong.fuzz.factor=1000` makes every run so many times longer and
/// `-Djong.fuzz.seed=7` begins elsewhere; a failure names its seed.
public final class Fuzz {
    /// One of many.
    public interface Case {
        void run(Random random) throws Exception;
    }

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzz() {}

    public static void run(int rounds, Case one) {
        long first = Long.getLong("jong.fuzz.seed", 1);
        long all = rounds * Long.getLong("jong.fuzz.factor", 1);
        for (long seed = first; seed < first + all; seed++) {
            try {
                one.run(new Random(seed));
            } catch (Exception | Error wrong) {
                throw new AssertionError("seed " + seed + ": " + wrong, wrong);
            }
        }
    }

    /// What an input makes us allocate stays within a multiple of its length.
    public static void bounded(int length, long bytesPerByte, Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .describedAs("bytes allocated for %d", length)
                .isLessThan((1L << 20) + bytesPerByte * length);
    }
}
