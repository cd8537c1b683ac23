package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What checks the store is itself checked: it must notice each of these.
class MutantsTest {
    private static final int SEEDS = 300;

    @ParameterizedTest
    @EnumSource
    void isNoticed(Mutants mutant) throws InterruptedException {
        assertThat(seedsUntilNoticed(mutant)).isLessThan(SEEDS);
    }

    private static int seedsUntilNoticed(Mutants mutant) throws InterruptedException {
        for (var seed = 0; seed < SEEDS; seed++) {
            try {
                Workout.check(seed, mutant);
            } catch (Violation | StoreException.Corrupted | StoreException.Unusable noticed) {
                return seed;
            }
        }
        return SEEDS;
    }
}
