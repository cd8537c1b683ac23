package dev.jong.apiserver.chain;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestTimeout;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.HttpException;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Ends requests that take longer than they may: what `--request-timeout` says, or the less that
/// the client asks for in `timeout`. Watches, streams and proxied requests may take for ever.
public final class Deadlines implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final RequestTimeout timeout;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final Thread ticker = Thread.ofVirtual().name("deadlines").unstarted(this::tick);

    /// Compared by identity.
    private static final class Running {
        private final HttpExchange exchange;
        private final Thread thread = Thread.currentThread();
        private final long due;

        Running(HttpExchange exchange, long due) {
            this.exchange = exchange;
            this.due = due;
        }

        /// The thread is woken from whatever it waits for; what it answers then comes too late.
        void end() {
            if (exchange.answered()) {
                return;
            }
            try {
                Answers.error(
                        exchange,
                        ApiException.timeout(
                                "request did not complete within the allotted timeout", 0));
                thread.interrupt();
            } catch (IllegalStateException | HttpException _) {
                // it was answered at the last moment, or the client has gone
            }
        }
    }

    public Deadlines(RequestTimeout timeout) {
        this.timeout = timeout;
    }

    public Deadlines start() {
        ticker.start();
        return this;
    }

    /// The same handler, in time.
    public RequestHandler around(RequestHandler handler) {
        return (exchange, info) -> {
            if (info.isLong()) {
                handler.handle(exchange, info);
                return;
            }
            var request = new Running(exchange, System.nanoTime() + timeout.of(info).toNanos());
            running.add(request);
            try {
                handler.handle(exchange, info);
            } finally {
                running.remove(request);
            }
        };
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                long now = System.nanoTime();
                running.stream().filter(request -> now - request.due >= 0).forEach(Running::end);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ticker.interrupt();
    }
}
