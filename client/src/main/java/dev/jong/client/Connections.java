package dev.jong.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A client's connections, used until the client goes on with others.
final class Connections {
    /// For requests under way when the connections are left: a server that ends answers them, one
    /// that is cut off never does.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final HttpClient http;
    private final Set<InputStream> watches = ConcurrentHashMap.newKeySet();

    /// Requests under way. Guarded by `this`, as the next.
    private int requests;

    private boolean left;

    Connections(HttpClient http) {
        this.http = http;
    }

    HttpClient http() {
        return http;
    }

    /// Announces a request.
    ///
    /// @return false when others are to be used
    synchronized boolean enter() {
        if (left) {
            return false;
        }
        requests++;
        return true;
    }

    void exit() {
        boolean last;
        synchronized (this) {
            requests--;
            last = left && requests == 0;
        }
        if (last) {
            http.shutdownNow();
        }
    }

    /// An endless answer, which ends when these connections are left.
    InputStream watched(InputStream body) {
        var watch =
                new FilterInputStream(body) {
                    @Override
                    public void close() throws IOException {
                        watches.remove(this);
                        super.close();
                    }
                };
        watches.add(watch);
        boolean late;
        synchronized (this) {
            late = left;
        }
        if (late) {
            end(watch);
        }
        return watch;
    }

    /// Ends watches at once, which could wait for ever, and lets requests under way have their
    /// answer, because nobody knows what became of a change that was not answered.
    void leave() {
        boolean idle;
        synchronized (this) {
            left = true;
            idle = requests == 0;
        }
        watches.forEach(Connections::end);
        if (idle) {
            http.shutdownNow();
        } else {
            CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(http::shutdownNow);
        }
    }

    private static void end(InputStream watch) {
        try {
            watch.close();
        } catch (IOException _) {
            // Nothing is read from it any more.
        }
    }

    /// Ends everything at once; requests fail from now on.
    void close() {
        http.shutdownNow();
    }
}
