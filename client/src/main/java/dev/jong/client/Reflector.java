package dev.jong.client;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists once, then watches for ever, and begins anew when the server no longer knows where we
/// stood.
final class Reflector<T extends KubernetesObject> implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Reflector.class);
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int SHORTEST_WATCH_SECONDS = 300;

    private final ResourceClient<T> source;
    private final ListOptions selection;
    private final Informer<T> informer;
    private volatile boolean closed;
    private volatile @Nullable Watch<T> open;
    private String version = "";
    private boolean streams = true;

    Reflector(ResourceClient<T> source, ListOptions selection, Informer<T> informer) {
        this.source = source;
        this.selection = selection;
        this.informer = informer;
    }

    void close() {
        closed = true;
        var watch = open;
        if (watch != null) {
            watch.close();
        }
    }

    @Override
    public void run() {
        var pause = FIRST_PAUSE;
        while (!closed) {
            try {
                if (version.isEmpty()) {
                    begin();
                } else {
                    follow();
                }
                pause = FIRST_PAUSE;
            } catch (ApiException | ClientException e) {
                if (closed) {
                    return;
                }
                log.atDebug()
                        .setCause(e)
                        .addKeyValue("kind", source.kind().name())
                        .log("Watch failed");
                if (e instanceof ApiException refused && refused.code() == GONE) {
                    version = "";
                }
                LockSupport.parkNanos(jittered(pause));
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                                ? LONGEST_PAUSE
                                : pause.multipliedBy(2);
            }
        }
    }

    private void begin() {
        if (!streams) {
            list();
            return;
        }
        try {
            watch(selection.streaming(watchTime()), true);
        } catch (ApiException e) {
            if (e.code() < 400
                    || e.code() >= 500
                    || e.code() == TOO_MANY_REQUESTS
                    || e.code() == GONE) {
                throw e;
            }
            streams = false;
            list();
        }
    }

    private void list() {
        var found = new ArrayList<T>();
        var page = source.list(selection);
        found.addAll(page.items());
        while (!page.continueToken().isEmpty()) {
            page = source.list(selection.withPage(0, page.continueToken()));
            found.addAll(page.items());
        }
        informer.replace(found, page.resourceVersion());
        version = page.resourceVersion();
    }

    private void follow() {
        watch(selection.watchingFrom(version, watchTime()), false);
    }

    /// @param initial whether the watch begins with what there is
    private void watch(ListOptions options, boolean initial) {
        var collected = initial ? new LinkedHashMap<ObjectKey, T>() : null;
        try (var watch = source.watch(options)) {
            open = watch;
            if (closed) {
                return;
            }
            var next = watch.next();
            while (next.isPresent()) {
                var event = next.get();
                if (collected == null) {
                    apply(event);
                } else if (collect(collected, event)) {
                    collected = null;
                }
                next = watch.next();
            }
        } finally {
            open = null;
        }
    }

    /// @return whether what there was at the beginning is complete
    private boolean collect(Map<ObjectKey, T> collected, WatchEvent<T> event) {
        switch (event) {
            case WatchEvent.Added<T>(T object) -> collected.put(ObjectKey.of(object), object);
            case WatchEvent.Modified<T>(T object) -> collected.put(ObjectKey.of(object), object);
            case WatchEvent.Deleted<T>(T object) -> collected.remove(ObjectKey.of(object));
            case WatchEvent.Failed<T>(ApiException error) -> throw error;
            case WatchEvent.Bookmark<T>(String seen, boolean initialEventsEnd) -> {
                if (initialEventsEnd) {
                    informer.replace(new ArrayList<>(collected.values()), seen);
                    version = seen;
                    return true;
                }
            }
        }
        return false;
    }

    private void apply(WatchEvent<T> event) {
        switch (event) {
            case WatchEvent.Added<T>(T object) -> changed(object);
            case WatchEvent.Modified<T>(T object) -> changed(object);
            case WatchEvent.Deleted<T>(T object) -> {
                informer.gone(object);
                seen(object.metadata().resourceVersion());
            }
            case WatchEvent.Bookmark<T>(String newest, boolean _) -> {
                informer.advance(newest);
                seen(newest);
            }
            case WatchEvent.Failed<T>(ApiException error) -> throw error;
        }
    }

    private void changed(T object) {
        informer.changed(object);
        seen(object.metadata().resourceVersion());
    }

    private void seen(@Nullable String newest) {
        if (newest != null && !newest.isEmpty()) {
            version = newest;
        }
    }

    /// Spread, so that not all watches end at once.
    private static Duration watchTime() {
        return Duration.ofSeconds(
                SHORTEST_WATCH_SECONDS
                        + ThreadLocalRandom.current().nextInt(SHORTEST_WATCH_SECONDS));
    }

    private static long jittered(Duration pause) {
        return (long) (pause.toNanos() * (1 + ThreadLocalRandom.current().nextDouble()));
    }
}
