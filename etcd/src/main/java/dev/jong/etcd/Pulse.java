package dev.jong.etcd;

import dev.jong.etcd.rpc.KVGrpc;
import dev.jong.etcd.rpc.RangeRequest;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the member in use again and again for a read that needs a majority, and leaves it when it
/// cannot give one: a member that is cut off from the others, or that this process is cut off from,
/// would otherwise keep watches waiting.
final class Pulse implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pulse.class);

    /// A member that is well answers within this; then all are asked.
    private static final Duration SOON = Duration.ofSeconds(1);

    /// The choice of a leader takes less, also on a busy machine.
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private static final RangeRequest QUESTION =
            RangeRequest.newBuilder().setKey(KeyRange.ALL.first()).setCountOnly(true).build();

    private final Endpoints endpoints;
    private final Duration period;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("etcd-pulse").unstarted(this::run);
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

    private void beat() throws InterruptedException {
        var endpoint = endpoints.current();
        try {
            ask(endpoint, SOON);
            wentWell(endpoint);
        } catch (StatusRuntimeException e) {
            if (closed.getCount() > 0) {
                lookAround(endpoint, String.valueOf(e.getMessage()));
            }
        }
    }

    /// Asks all at once: one after the other would take too long for those who wait. Only a member
    /// that stays silent once more is given up, for a leader may just be chosen.
    private void lookAround(Endpoint endpoint, String reason) throws InterruptedException {
        var others = endpoints.all().stream().filter(other -> other != endpoint).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var still = threads.submit(() -> answers(List.of(endpoint)));
            var other = answers(others);
            other.ifPresent(next -> {
                endpoints.leave(endpoint, next, reason);
                wentWell(next);
            });
            if (still.get().isPresent()) {
                wentWell(endpoint);
                return;
            }
            if (other.isPresent()) {
                endpoint.giveUp();
            } else {
                wentWrong(endpoint, reason);
                endpoints.all().forEach(Endpoint::giveUp);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @return the first to answer
    private static Optional<Endpoint> answers(List<Endpoint> asked) throws InterruptedException {
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        var questions =
                asked.stream()
                        .map(each -> Executors.callable(() -> ask(each, LIMIT), each))
                        .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return Optional.of(threads.invokeAny(questions));
        } catch (ExecutionException _) {
            return Optional.empty();
        }
    }

    /// @throws StatusRuntimeException when it does not answer in time
    private static void ask(Endpoint endpoint, Duration limit) {
        ClientCalls.blockingUnaryCall(
                endpoint.channel(),
                KVGrpc.getRangeMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS),
                QUESTION);
    }

    private void wentWell(Endpoint endpoint) {
        if (trouble != null) {
            log.atInfo().addKeyValue("endpoint", endpoint.uri()).log("etcd answers again");
        }
        trouble = null;
        endpoints.hopeful(true);
    }

    private void wentWrong(Endpoint endpoint, String reason) {
        if (trouble == null) {
            log.atWarn()
                    .addKeyValue("endpoint", endpoint.uri())
                    .addKeyValue("reason", reason)
                    .log("No member of etcd answers");
        }
        endpoints.hopeful(false);
        trouble = "etcd does not answer at " + endpoint.uri() + ": " + reason;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
