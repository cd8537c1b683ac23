package dev.jong.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LedTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final InMemoryPlane plane = InMemoryPlane.start();
    private final List<String> news = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        plane.close();
    }

    private Led led(String identity, Supplier<? extends AutoCloseable> work) {
        return Led.start(plane.administrator(), "work", identity, work, InstantSource.system());
    }

    private AutoCloseable work(String who) {
        news.add(who + " works");
        return () -> news.add(who + " ends");
    }

    /// It holds the Lease, so that nobody else would do the work.
    @Test
    void startsAgainWhatCouldNotStart() {
        var attempts = new AtomicInteger();
        try (var _ =
                led(
                        "one",
                        () -> {
                            if (attempts.incrementAndGet() < 3) {
                                throw new IllegalStateException("the store is away");
                            }
                            return work("one");
                        })) {
            await().atMost(PATIENCE).until(() -> news.contains("one works"));
        }
        assertThat(attempts).hasValue(3);
        assertThat(news).containsExactly("one works", "one ends");
    }

    @Test
    void leavesTheLeaseToAnotherThoughItNeverStarted() {
        var tried = new AtomicInteger();
        var one =
                led(
                        "one",
                        () -> {
                            tried.incrementAndGet();
                            throw new IllegalStateException("never");
                        });
        await().atMost(PATIENCE).until(() -> tried.get() > 0);
        try (var _ = led("two", () -> work("two"))) {
            one.close();
            await().atMost(PATIENCE).until(() -> news.contains("two works"));
        }
        assertThat(news).containsExactly("two works", "two ends");
    }
}
