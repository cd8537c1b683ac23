package dev.jong.apiserver.route;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.table.Table;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.http.DisconnectedException;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Answers watches: what is asked for, and for how long. The rest is [RunningWatch]'s.
final class Watches {
    /// Where no end is wanted.
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Duration shortest;
    private final WatchFigures figures;
    private final OpenWatches open;

    /// @param shortest how long a watch takes at least, and not quite twice as long at most, whose
    ///   client says nothing; zero for ever
    /// @param open where those under way are known
    Watches(
            InstantSource clock,
            RandomGenerator random,
            Duration shortest,
            OpenWatches open,
            WatchFigures figures) {
        this.figures = figures;
        this.open = open;
        this.shortest = shortest;
        this.clock = clock;
        this.random = random;
    }

    <T extends KubernetesObject> void watch(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.ofWatch(exchange, verbs.resource().kind());
        var query = Queries.list(info);
        var include = include(accepted, info);
        boolean bookmarks = info.query().isTrue("allowWatchBookmarks");
        var initial = initialEvents(info);
        var seconds = Queries.number(info.query(), "timeoutSeconds");
        var until = clock.instant().plus(timeout(seconds));
        try (var watcher = verbs.watch(info.namespace(), query, initial);
                var _ = open.begins(watcher::close);
                var wire = WatchWire.open(exchange, accepted, watcher::close)) {
            var told = figures.of(info);
            var events =
                    new WatchEvents<>(
                            verbs.resource(), accepted, include, wire, told.sent(), clock);
            new RunningWatch<>(watcher, events, bookmarks, told.initial(), clock).run(until);
        } catch (DisconnectedException _) {
            // the usual end of a watch
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What rows carry: only of tables is it asked.
    private static Table.Include include(Accepted accepted, RequestInfo info) {
        return accepted.as().equals("Table")
                ? Table.Include.of(info.query().value("includeObject"))
                : Table.Include.METADATA;
    }

    private static InitialEvents initialEvents(RequestInfo info) {
        if (!info.query().has("sendInitialEvents")) {
            return InitialEvents.UNSAID;
        }
        return info.query().isTrue("sendInitialEvents")
                ? InitialEvents.WANTED
                : InitialEvents.UNWANTED;
    }

    private Duration timeout(long seconds) {
        if (seconds > 0) {
            return Duration.ofSeconds(seconds);
        }
        return shortest.isZero()
                ? FOR_EVER
                : shortest.plusMillis(random.nextLong(shortest.toMillis()));
    }
}
