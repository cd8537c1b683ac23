package dev.jong.apiserver.route;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.foundation.Metrics;
import dev.jong.http.DisconnectedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// One watch under way: tells what its watcher has until its time is up, the watcher ends or the
/// client leaves.
final class RunningWatch<T extends KubernetesObject> {
    private static final Duration BETWEEN_BOOKMARKS = Duration.ofMinutes(1);
    private static final Duration BEFORE_END = Duration.ofSeconds(2);

    private final Watcher<T> watcher;
    private final WatchEvents<T> events;
    private final boolean bookmarks;
    private final Metrics.Count initial;
    private final InstantSource clock;
    private boolean begun;

    /// @param bookmarks whether its client wants them
    /// @param initial counts what the watch begins with
    RunningWatch(
            Watcher<T> watcher,
            WatchEvents<T> events,
            boolean bookmarks,
            Metrics.Count initial,
            InstantSource clock) {
        this.watcher = watcher;
        this.events = events;
        this.bookmarks = bookmarks;
        this.initial = initial;
        this.clock = clock;
    }

    /// Tells everything until then. A watch that fails is broken off: it must not look as if its
    /// time were up.
    void run(Instant until) throws InterruptedException {
        try {
            tellUntilOrWhyNot(until);
        } catch (RuntimeException e) {
            events.abort();
            throw e;
        }
    }

    /// What the API has words for is the last event.
    private void tellUntilOrWhyNot(Instant until) throws InterruptedException {
        try {
            tellUntil(until);
        } catch (ApiException e) {
            events.error(e);
            events.flush();
        } finally {
            events.count();
        }
    }

    private void tellUntil(Instant until) throws InterruptedException {
        var nextBookmark = nextBookmark(until);
        begun();
        if (events.areObjects()) {
            watcher.share(this::tellReady);
        }
        while (true) {
            var now = clock.instant();
            if (!now.isBefore(until)) {
                return;
            }
            var next = nextBookmark.isBefore(until) ? nextBookmark : until;
            var notice = watcher.poll(Duration.between(now, next));
            if (notice.isEmpty()) {
                if (next.equals(nextBookmark)) {
                    tell(watcher.bookmark());
                    nextBookmark = nextBookmark(until);
                }
            } else if (!tellAll(notice.get())) {
                return;
            }
            events.flush();
        }
    }

    /// Once a minute, and shortly before the end, so that the client can go on from there.
    private Instant nextBookmark(Instant until) {
        if (!bookmarks) {
            return Instant.MAX;
        }
        var now = clock.instant();
        var regular = now.plus(BETWEEN_BOOKMARKS);
        var last = until.minus(BEFORE_END);
        return last.isAfter(now) && last.isBefore(regular) ? last : regular;
    }

    /// Tells this and whatever else is ready; false when the watch has ended.
    private boolean tellAll(Notice<T> first) {
        var notice = first;
        while (notice != null) {
            if (!tell(notice)) {
                return false;
            }
            begun();
            notice = watcher.ready();
        }
        return true;
    }

    /// As a [Watcher.Teller]: what ends a watch, or waits for its client, is left to its own
    /// thread.
    private boolean tellReady() {
        try {
            boolean all = sendReady();
            events.flush();
            return all;
        } catch (DisconnectedException _) {
            return false;
        }
    }

    private boolean sendReady() {
        while (begun && events.hasRoom()) {
            var notice = watcher.ready();
            if (!(notice instanceof Notice.Of<T> of)) {
                return notice == null;
            }
            events.event(of);
        }
        return false;
    }

    /// The work of flow control is over when all that there was has been told.
    private void begun() {
        if (!begun && !watcher.begins()) {
            begun = true;
            events.flush();
            RequestContext.current().begun().run();
        }
    }

    private boolean tell(Notice<T> notice) {
        switch (notice) {
            case Notice.Of<T> _ when events.areLists() -> {
                return false; // one object is no list
            }
            case Notice.Of<T> of -> {
                events.event(of);
                if (!begun) {
                    initial.add(1);
                }
            }
            case Notice.Bookmark<T> bookmark -> {
                if (bookmarks) {
                    events.bookmark(bookmark);
                }
            }
            case Notice.Expired<T> expired -> {
                events.error(
                        ApiException.expired(
                                "too old resource version: "
                                        + expired.asked()
                                        + " ("
                                        + expired.oldest()
                                        + ")"));
                return false;
            }
            case Notice.Closed<T> _ -> {
                return false;
            }
        }
        return true;
    }
}
