package dev.jong.cluster.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class HeapTrimTest {
    private static final long MIB = 1 << 20;

    private final HeapTrim trim = new HeapTrim(100 * MIB, 2000 * MIB);

    @Test
    void collectsWhenTheHeapHasDoubled() {
        assertThat(trim.look(279 * MIB)).isEqualTo(HeapTrim.Step.NOTHING);
        assertThat(trim.look(281 * MIB)).isEqualTo(HeapTrim.Step.COLLECT);
        trim.collected(200 * MIB, 270 * MIB, Duration.ZERO);
        assertThat(trim.look(479 * MIB)).isEqualTo(HeapTrim.Step.NOTHING);
        assertThat(trim.look(481 * MIB)).isEqualTo(HeapTrim.Step.COLLECT);
    }

    @Test
    void spendsATwoHundredthOfABurstOnCollections() {
        trim.collected(200 * MIB, 270 * MIB, Duration.ofMillis(100));
        int waited = 0;
        for (long size = 600 * MIB; trim.look(size) == HeapTrim.Step.NOTHING; size += 2 * MIB) {
            waited++;
        }
        // Where all is alive it takes 330 ms, a two-hundredth of 66 s, which are 33 looks.
        assertThat(waited).isEqualTo(33);
    }

    @Test
    void doesNotWaitWhenTheHeapIsHalfFull() {
        trim.collected(200 * MIB, 270 * MIB, Duration.ofMillis(100));
        assertThat(trim.look(1001 * MIB)).isEqualTo(HeapTrim.Step.COLLECT);
    }

    @Test
    void collectsAfterABurstWhenSomethingWasForgotten() {
        var collections = new ArrayList<Integer>();
        for (int i = 0; i < 500; i++) {
            if (trim.look(270 * MIB) == HeapTrim.Step.COLLECT) {
                collections.add(i);
                trim.collected(250 * MIB, 270 * MIB, Duration.ZERO);
            }
        }
        assertThat(collections).containsExactly(8, 45, 190);
    }

    @Test
    void leavesASmallHeapAlone() {
        for (int i = 0; i < 100; i++) {
            assertThat(trim.look(101 * MIB)).isEqualTo(HeapTrim.Step.NOTHING);
        }
    }
}
