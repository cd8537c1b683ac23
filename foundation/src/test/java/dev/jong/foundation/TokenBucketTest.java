package dev.jong.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
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
