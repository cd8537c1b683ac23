package dev.jong.kubelet.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.kubelet.runtime.NodeUsage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MachineUsageTest {
    @Test
    void idleTimeAndFilesNobodyUsedForLongAreNotUse() {
        var usage =
                MachineUsage.of(
                        Instant.EPOCH,
                        "cpu  100 10 50 9000 500 1 2 3 0 0\ncpu0 100 10 50 9000 500 1 2 3 0 0\n",
                        "MemTotal:  1000 kB\nMemFree:  300 kB\nInactive:  200 kB\nInactive(file):  50 kB\n");
        assertThat(usage).isEqualTo(new NodeUsage(Instant.EPOCH, 166L * 10_000_000, 650L * 1024));
    }
}
