package dev.jong.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IndexSetTest {
    @Test
    void writesRangesAsKubernetesDoes() {
        assertThat(IndexSet.parse("0,2-4,7", 10)).hasToString("0,2-4,7");
        assertThat(IndexSet.EMPTY.with(1).with(2)).hasToString("1,2");
        assertThat(IndexSet.EMPTY.with(1).with(2).with(3)).hasToString("1-3");
        assertThat(IndexSet.EMPTY).hasToString("");
    }

    @Test
    void dropsWhatIsBeyondTheCompletions() {
        assertThat(IndexSet.parse("1-9", 4)).hasToString("1-3");
        assertThat(IndexSet.parse("a,5", 4).size()).isZero();
    }

    @Test
    void findsFreeIndexes() {
        var done = IndexSet.parse("0,2", 5);
        assertThat(IndexSet.firstFree(2, 5, done, IndexSet.EMPTY.with(1))).containsExactly(3, 4);
    }
}
