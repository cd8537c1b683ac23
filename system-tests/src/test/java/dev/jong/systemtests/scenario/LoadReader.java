package dev.jong.systemtests.scenario;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.ListOptions;
import dev.jong.client.ResourceClient;
import dev.jong.client.WatchEvent;
import dev.jong.systemtests.scenario.LoadHistory.View;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Lists and watches what [LoadWriter]s make, on one server or on whichever answers.
final class LoadReader {
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration BETWEEN_LISTS = Duration.ofMillis(700);
    private static final Duration WATCH = Duration.ofSeconds(20);

    private final String name;
    private final ResourceClient<ConfigMap> maps;
    private final LoadHistory history;
    private final AtomicInteger relists = new AtomicInteger();
    private volatile @Nullable View view;

    LoadReader(String name, Client client, LoadHistory history) {
        this.name = name;
        this.maps = client.resources(ConfigMap.KIND).inNamespace(LoadWriter.NAMESPACE);
        this.history = history;
    }

    String name() {
        return name;
    }

    /// How often a watch was told that it cannot go on where it was.
    int relists() {
        return relists.get();
    }

    boolean hasSeen(long revision) {
        var now = view;
        return now != null && history.hasReached(now, revision);
    }

    /// Lists now and then; nobody may be shown the past.
    void list(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            try {
                listOnce();
            } catch (ApiException | ClientException _) {
                // A server that is down answers nobody.
            }
            LockSupport.parkNanos(BETWEEN_LISTS.toNanos());
        }
    }

    /// Lists as soon as there is an answer.
    void listAtLast() {
        while (true) {
            try {
                listOnce();
                return;
            } catch (ApiException | ClientException _) {
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private View listOnce() {
        var floor = history.newest();
        var page = maps.list(ListOptions.labelled(LoadWriter.LABEL));
        var objects = page.items().stream().map(LoadWriter::version).toList();
        return history.listed(name, floor, Long.parseLong(page.resourceVersion()), objects);
    }

    /// Goes on from the last version after each end; lists again only when it is told to.
    void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var now = view;
                if (now == null) {
                    now = listOnce();
                    view = now;
                }
                watch(now);
            } catch (ApiException.Expired _) {
                view = null;
                relists.incrementAndGet();
            } catch (ApiException | ClientException _) {
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void watch(View seen) {
        var options = ListOptions.labelled(LoadWriter.LABEL);
        try (var watch = maps.watch(options.watchingFrom(history.reached(seen), WATCH))) {
            for (var next = watch.next(); next.isPresent(); next = watch.next()) {
                switch (next.get()) {
                    case WatchEvent.Added<ConfigMap>(var map) -> take(seen, "ADDED", map);
                    case WatchEvent.Modified<ConfigMap>(var map) -> take(seen, "MODIFIED", map);
                    case WatchEvent.Deleted<ConfigMap>(var map) -> take(seen, "DELETED", map);
                    case WatchEvent.Bookmark<ConfigMap>(var version, _) ->
                            history.bookmark(seen, Long.parseLong(version));
                    case WatchEvent.Failed<ConfigMap>(var error) -> throw error;
                }
            }
        }
    }

    private void take(View seen, String type, ConfigMap map) {
        history.event(seen, type, LoadWriter.version(map));
    }
}
