package dev.jong.store;

import org.junit.jupiter.api.Test;

/// Checks what random clients of a failing machine saw. `-Dstore.seeds=5000` makes it long,
/// `-Dstore.first-seed=17` begins elsewhere.
class RandomHistoriesTest {
    private static final int SEEDS = Integer.getInteger("store.seeds", 60);
    private static final int FIRST = Integer.getInteger("store.first-seed", 1);

    @Test
    void keepsEveryPromise() throws InterruptedException {
        for (var seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                Workout.check(seed, new Rig.Sound());
            } catch (Violation violation) {
                throw new AssertionError("seed " + seed + ": " + violation.getMessage(), violation);
            }
        }
    }
}
