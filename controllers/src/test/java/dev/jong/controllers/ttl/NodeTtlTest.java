package dev.jong.controllers.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NodeTtlTest {
    @Test
    void largerClustersKeepLonger() {
        assertThat(NodeTtl.seconds(NodeTtl.next(0, 100))).isZero();
        assertThat(NodeTtl.seconds(NodeTtl.next(0, 101))).isEqualTo(15);
        assertThat(NodeTtl.seconds(NodeTtl.next(0, 5000))).isEqualTo(300);
    }

    @Test
    void aNodeLessDoesNotTurnBack() {
        int grown = NodeTtl.next(0, 101);

        assertThat(NodeTtl.next(grown, 95)).isEqualTo(grown);
        assertThat(NodeTtl.seconds(NodeTtl.next(grown, 89))).isZero();
    }
}
