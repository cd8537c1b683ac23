package dev.jong.http.client;

import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Requests with bodies that fit into memory, over connections that stay open from one to the next.
/// Blocks; meant for virtual threads.
public final class BackendPool implements AutoCloseable {
    private static final int IDLE_PER_BACKEND = 25;
    private static final Duration IDLE_TIME = Duration.ofSeconds(90);
    private static final int MOST_BYTES = 16 << 20;

    private record Idle(SocketStream stream, long since) {}

    /// What a backend answered.
    public record Reply(int status, Headers headers, byte[] body) {}

    /// What is to be sent.
    ///
    /// @param target path and query
    public record Call(String method, String target, Headers headers, byte[] body) {}

    /// Connections that wait for the next request, the last one used first. Guarded by this.
    private final Map<Backend, ArrayDeque<Idle>> idle = new HashMap<>();

    /// Guarded by this.
    private boolean closed;

    /// Sends a request and reads the whole answer.
    ///
    /// @param backends asked in this order until one can be reached
    /// @param patience for everything together
    /// @throws DisconnectedException when there is no answer in time, in Go's words
    public Reply send(List<Backend> backends, Call call, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        if (!left(end).isPositive()) {
            throw new DisconnectedException("context deadline exceeded");
        }
        for (var backend : backends) {
            for (var kept = take(backend); kept.isPresent(); kept = take(backend)) {
                var reply = exchange(backend, kept.get(), call, end, true);
                if (reply.isPresent()) {
                    return reply.get();
                }
            }
        }
        for (var each = backends.iterator(); each.hasNext(); ) {
            var backend = each.next();
            var patienceForOne = each.hasNext() ? left(end).dividedBy(2) : left(end);
            SocketStream stream;
            try {
                stream = backend.within(atLeastOne(patienceForOne)).open();
            } catch (DisconnectedException e) {
                if (each.hasNext()) {
                    continue;
                }
                throw left(end).isZero() ? late(e) : e;
            }
            return exchange(backend, stream, call, end, false).orElseThrow();
        }
        throw new IllegalArgumentException("no backend");
    }

    private static Duration left(long end) {
        return Duration.ofMillis(Math.max((end - System.nanoTime()) / 1_000_000, 0));
    }

    /// A socket takes zero for patience without end.
    private static Duration atLeastOne(Duration patience) {
        return patience.isPositive() ? patience : Duration.ofMillis(1);
    }

    private static DisconnectedException late(Throwable cause) {
        return new DisconnectedException("context deadline exceeded", cause);
    }

    /// Empty when a connection that was kept turns out to be gone.
    private Optional<Reply> exchange(
            Backend backend, SocketStream stream, Call call, long end, boolean kept) {
        var deadline = new Deadline(stream.socket(), left(end));
        boolean begun = false;
        try {
            backend.write(stream, call);
            begun = !kept || awaitsByte(stream);
            if (!begun) {
                stream.close();
                return Optional.empty();
            }
            var answer = BackendAnswer.read(stream, call.method());
            var body = answer.body().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
            }
            deadline.met();
            give(backend, stream, answer.headers());
            return Optional.of(new Reply(answer.status(), answer.headers(), body));
        } catch (IOException e) {
            stream.close();
            if (deadline.passed()) {
                throw late(e);
            }
            if (kept && !begun) {
                return Optional.empty();
            }
            throw new DisconnectedException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            stream.close();
            throw deadline.passed() ? late(e) : e;
        } finally {
            deadline.met();
        }
    }

    private static boolean awaitsByte(SocketStream stream) throws IOException {
        var in = stream.input();
        in.mark(1);
        boolean there = in.read() >= 0;
        if (there) {
            in.reset();
        }
        return there;
    }

    /// Closes a connection when the time for its request is over.
    private static final class Deadline {
        private final Thread thread;
        private volatile boolean passed;

        Deadline(Socket socket, Duration patience) {
            thread =
                    Thread.ofVirtual()
                            .name("backend-deadline")
                            .start(() -> {
                                try {
                                    Thread.sleep(patience);
                                    passed = true;
                                    socket.close();
                                } catch (InterruptedException _) {
                                    // met
                                } catch (IOException _) {
                                    // it is as closed as it will get
                                }
                            });
        }

        boolean passed() {
            return passed;
        }

        void met() {
            thread.interrupt();
        }
    }

    private synchronized Optional<SocketStream> take(Backend backend) {
        sweep();
        var waiting = idle.get(backend);
        return waiting == null || waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.removeFirst().stream());
    }

    private synchronized void give(Backend backend, SocketStream stream, Headers headers) {
        boolean framed =
                headers.has("Content-Length") || headers.hasToken("Transfer-Encoding", "chunked");
        var waiting = idle.computeIfAbsent(backend, _ -> new ArrayDeque<>());
        if (closed
                || !framed
                || headers.hasToken("Connection", "close")
                || waiting.size() >= IDLE_PER_BACKEND) {
            stream.close();
            return;
        }
        waiting.addFirst(new Idle(stream, System.nanoTime()));
    }

    private void sweep() {
        long oldest = System.nanoTime() - IDLE_TIME.toNanos();
        idle.values()
                .forEach(waiting ->
                        waiting.removeIf(each -> {
                            boolean old = each.since() - oldest < 0;
                            if (old) {
                                each.stream().close();
                            }
                            return old;
                        }));
        idle.values().removeIf(ArrayDeque::isEmpty);
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values().forEach(waiting -> waiting.forEach(each -> each.stream().close()));
        idle.clear();
    }
}
