package dev.jong.etcd;

import dev.jong.etcd.rpc.KVGrpc;
import dev.jong.etcd.rpc.RangeRequest;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the member in use again and again for a read that needs a majority, and leaves it when it
/// cannot give one: a member that is cut off from the others, or that this process is cut off from,
/// would otherwise keep watches waiting.
final class Pulse implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pulse.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final RangeRequest QUESTION =
            RangeRequest.newBuilder().setKey(KeyRange.ALL.first()).setCountOnly(true).build();

    private final Endpoints endpoints;
    private final Duration period;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("etcd-pulse").unstarted(this::run);
    private int failures;
    private volatile @Nullable String trouble;

    Pulse(Endpoints endpoints, Duration period) {
        this.endpoints = endpoints;
        this.period = period;
    }

    void start() {
        thread.start();
    }

    /// Why no member answers; empty when one does.
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void run() {
        try {
            while (!closed.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
                beat();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        var endpoint = endpoints.current();
        try {
            ClientCalls.blockingUnaryCall(
                    endpoint.channel(),
                    KVGrpc.getRangeMethod(),
                    CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS),
                    QUESTION);
            if (trouble != null) {
                log.atInfo().addKeyValue("endpoint", endpoint.uri()).log("etcd answers again");
            }
            failures = 0;
            trouble = null;
        } catch (StatusRuntimeException e) {
            if (closed.getCount() == 0) {
                return;
            }
            failures++;
            endpoints.leave(endpoint, String.valueOf(e.getMessage()));
            if (failures >= endpoints.count()) {
                var said = trouble != null;
                trouble = "etcd does not answer at " + endpoint.uri() + ": " + e.getMessage();
                if (!said) {
                    log.atWarn()
                            .addKeyValue("endpoint", endpoint.uri())
                            .addKeyValue("reason", e.getMessage())
                            .log("No member of etcd answers");
                }
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
