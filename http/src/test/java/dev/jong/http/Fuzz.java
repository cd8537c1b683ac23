package dev.jong.http;

import java.util.Random;

/// Runs seeded cases. `-Djong.fuzz.factor=1000` makes every run so many times longer and
/// `-Djong.fuzz.seed=7` begins elsewhere; a failure names its seed.
final class Fuzz {
    interface Case {
        void run(Random random) throws Exception;
    }

    private Fuzz() {}

    static void run(int rounds, Case one) {
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
}
