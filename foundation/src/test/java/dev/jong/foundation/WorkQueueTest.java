package dev.jong.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Metrics metrics = new Metrics();
    private final WorkQueue<String> queue =
            new WorkQueue<>(
                    now::get,
                    Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(3)),
                    WorkQueueMetrics.in(metrics, "test", now::get));

    @Test
    void handsOutAKeyOnceHoweverOftenItIsAdded() {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.poll()).contains("a");
        assertThat(queue.poll()).contains("b");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void bringsAKeyBackThatWasAddedDuringItsWork() {
        queue.add("a");
        assertThat(queue.poll()).contains("a");
        queue.add("a");
        assertThat(queue.poll()).isEmpty();
        queue.done("a");
        assertThat(queue.poll()).contains("a");
        queue.done("a");
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void keepsTheEarlierOfTwoDelays() {
        queue.addAfter("a", Duration.ofSeconds(10));
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.addAfter("a", Duration.ofSeconds(7));
        now.set(Instant.ofEpochSecond(4));
        assertThat(queue.poll()).isEmpty();
        now.set(Instant.ofEpochSecond(5));
        assertThat(queue.poll()).contains("a");
        queue.done("a");
        now.set(Instant.ofEpochSecond(60));
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void waitsLongerAfterEachFailure() {
        assertThat(queue.retry("a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(queue.retry("a")).isEqualTo(Duration.ofSeconds(2));
        assertThat(queue.retry("a")).isEqualTo(Duration.ofSeconds(3));
        assertThat(queue.failures("a")).isEqualTo(3);
        queue.forget("a");
        assertThat(queue.retry("a")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void neverWorksOnOneKeyTwiceAtOnce() throws InterruptedException {
        var live = new WorkQueue<Integer>();
        var inWork = Collections.synchronizedSet(new java.util.HashSet<Integer>());
        var overlaps = new AtomicInteger();
        var handled = new AtomicInteger();
        var workers = new ArrayList<Thread>();
        for (var w = 0; w < 8; w++) {
            workers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (var key = live.take();
                                            key.isPresent();
                                            key = live.take()) {
                                        if (!inWork.add(key.get())) {
                                            overlaps.incrementAndGet();
                                        }
                                        Thread.yield();
                                        handled.incrementAndGet();
                                        inWork.remove(key.get());
                                        live.done(key.get());
                                    }
                                } catch (InterruptedException stop) {
                                    throw new AssertionError(stop);
                                }
                            }));
        }
        for (var i = 0; i < 10_000; i++) {
            live.add(i % 10);
        }
        live.addAfter(99, Duration.ofMillis(1));
        while (!live.isIdle()) {
            Thread.yield();
        }
        live.close();
        for (var worker : workers) {
            worker.join();
        }
        assertThat(overlaps).hasValue(0);
        assertThat(handled).hasValueGreaterThanOrEqualTo(11);
        assertThat(live.take()).isEmpty();
    }

    @Test
    void countsUnderKubernetesNames() throws IOException {
        queue.add("a");
        queue.poll();
        queue.done("a");
        var text = new ByteArrayOutputStream();
        metrics.writeText(text);
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("workqueue_adds_total{name=\"test\"} 1\n")
                .contains("workqueue_depth{name=\"test\"} 0\n")
                .contains("workqueue_work_duration_seconds_count{name=\"test\"} 1");
    }
}
