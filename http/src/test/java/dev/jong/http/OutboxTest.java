package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OutboxTest {
    @Test
    void performsWhatIsPostedUntilItsLoopEnds() throws Exception {
        var loop = new DefaultEventLoop();
        var flushed = new CountDownLatch(1);
        var performed = new AtomicInteger();
        var outbox = new Outbox(loop, flushed::countDown);
        outbox.post(performed::incrementAndGet);
        flushed.await();
        assertThat(performed).hasValue(1);

        loop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).sync();
        outbox.post(performed::incrementAndGet);
        assertThat(performed).hasValue(1);
    }
}
