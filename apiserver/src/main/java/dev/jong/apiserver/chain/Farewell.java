package dev.jong.apiserver.chain;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.OpenWatches;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How a server ends without anybody noticing: it says that it is not ready, goes on serving until
/// load balancers have heard that (`--shutdown-delay-duration`), then refuses what comes new, if so
/// asked (`--shutdown-send-retry-after`), and waits for what is under way. Watches it ends one
/// after the other where they have time for that (`--shutdown-watch-termination-grace-period`).
public final class Farewell {
    private static final Set<String> STILL_SERVED = Set.of("/livez", "/readyz", "/healthz");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Duration delay;
    private final boolean refuses;
    private final Duration watchGrace;
    private final OpenWatches watches;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private volatile boolean begun;
    private volatile boolean closed;

    /// Requests under way that end by themselves. Guarded by `lock`.
    private int running;

    /// @param delay for which everything is served on
    /// @param refuses whether new requests are then answered with 429
    /// @param watchGrace the time over which `watches` are then ended; zero leaves them alone
    public Farewell(Duration delay, boolean refuses, Duration watchGrace, OpenWatches watches) {
        this.watchGrace = watchGrace;
        this.watches = watches;
        this.delay = delay;
        this.refuses = refuses;
    }

    /// Why this server is not ready.
    public Optional<String> trouble() {
        return begun ? Optional.of("process is shutting down") : Optional.empty();
    }

    /// The same handler, which knows when the end has come.
    public RequestHandler around(RequestHandler handler) {
        return (exchange, info) -> {
            if (closed && refuses && !isHealth(info)) {
                refuse(exchange);
                return;
            }
            if (closed && !watchGrace.isZero() && info.verb().equals("watch")) {
                exchange.addHeader("Retry-After", "1");
                throw ApiException.serviceUnavailable("apiserver is shutting down");
            }
            if (info.isLong()) {
                handler.handle(exchange, info);
                return;
            }
            count(1);
            try {
                handler.handle(exchange, info);
            } finally {
                count(-1);
            }
        };
    }

    private static boolean isHealth(RequestInfo info) {
        return !info.resourceRequest()
                && STILL_SERVED.stream().anyMatch(path -> info.path().startsWith(path));
    }

    private static void refuse(HttpExchange exchange) {
        exchange.answer(
                429,
                Headers.of(
                        "Connection",
                        "close",
                        "Retry-After",
                        "5",
                        "Content-Type",
                        "text/plain; charset=utf-8"),
                "The apiserver is shutting down, please try again later.\n"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void count(int more) {
        lock.lock();
        try {
            running += more;
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Returns when new requests are refused and those that end by themselves have ended. Watches
    /// that are left are ended after this, by closing what they watch.
    public void begin() {
        begun = true;
        try {
            Thread.sleep(delay);
            closed = true;
            var ending = watchGrace.isZero() ? null : Thread.ofVirtual().start(this::endWatches);
            awaitNone();
            if (ending != null) {
                ending.join();
            }
        } catch (InterruptedException _) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    private void endWatches() {
        try {
            watches.end(watchGrace);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitNone() throws InterruptedException {
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            while (running > 0 && left > 0) {
                left = fewer.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
