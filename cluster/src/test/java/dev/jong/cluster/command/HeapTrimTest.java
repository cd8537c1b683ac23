package dev.jong.cluster.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapTrimTest {
    private static final long MIB = 1 << 20;

    private final HeapTrim trim = new HeapTrim(100 * MIB);

    @Test
    void collectsWhenTheHeapHasDoubled() {
        assertThat(trim.look(300 * MIB)).isEqualTo(HeapTrim.Step.NOTHING);
        assertThat(trim.look(313 * MIB)).isEqualTo(HeapTrim.Step.COLLECT);
        trim.collected(200 * MIB, 280 * MIB);
        assertThat(trim.look(500 * MIB)).isEqualTo(HeapTrim.Step.NOTHING);
        assertThat(trim.look(513 * MIB)).isEqualTo(HeapTrim.Step.COLLECT);
    }

    @Test
    void collectsOnceAfterABurst() {
        int collections = 0;
        for (int i = 0; i < 100; i++) {
            if (trim.look(290 * MIB) == HeapTrim.Step.COLLECT) {
                collections++;
                trim.collected(250 * MIB, 290 * MIB);
            }
        }
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void leavesASmallHeapAlone() {
        for (int i = 0; i < 100; i++) {
            assertThat(trim.look(200 * MIB)).isEqualTo(HeapTrim.Step.NOTHING);
        }
    }
}
