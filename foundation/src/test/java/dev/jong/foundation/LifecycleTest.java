package dev.jong.foundation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    @Test
    void closesInReverseOrderEvenWhenOneFails() {
        var closed = new ArrayList<String>();
        var lifecycle = new Lifecycle();
        lifecycle.add("store", (AutoCloseable) () -> closed.add("store"));
        lifecycle.add(
                "broken",
                (AutoCloseable)
                        () -> {
                            throw new IllegalStateException("stuck");
                        });
        lifecycle.add("server", (AutoCloseable) () -> closed.add("server"));
        lifecycle.close();
        assertThat(closed).containsExactly("server", "store");
        assertThatThrownBy(() -> lifecycle.add("late", (AutoCloseable) () -> closed.add("late")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed).endsWith("late");
    }

    @Test
    void printsHealthAsKubernetesDoes() {
        var checks = new HealthChecks();
        checks.add("ping", Optional::empty);
        checks.add("store", () -> Optional.of("the disk is full"));
        assertThat(checks.run(Set.of()).text("readyz"))
                .isEqualTo("[+]ping ok\n[-]store failed: reason withheld\nreadyz check failed\n");
        assertThat(checks.run(Set.of("store")).text("livez"))
                .isEqualTo("[+]ping ok\n[+]store excluded: ok\nlivez check passed\n");
    }

    @Test
    void limitsARateButLetsABurstPass() {
        var now = new AtomicReference<>(Instant.EPOCH);
        var bucket = new TokenBucket(2, 3, now::get);
        for (var i = 0; i < 3; i++) {
            assertThat(bucket.reserve()).isZero();
        }
        assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(500));
        now.set(Instant.ofEpochSecond(1));
        assertThat(bucket.reserve()).isZero();
        assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(500));
    }
}
