package dev.jong.store;

import static dev.jong.store.Violation.unless;

import dev.jong.store.Violation.Promise;
import java.util.List;

/// Checks one watch against etcd's nine properties: each event matches the filter, none comes after
/// the progress that covers it, in order of revision, once, those of a revision together, without
/// gap, from the revision that was asked for, with the previous value, and told apart as create or
/// update.
final class WatchCheck {
    private final Model model;
    private final Call.Watched watch;
    private long delivered;
    private long progress;

    private WatchCheck(Model model, Call.Watched watch) {
        this.model = model;
        this.watch = watch;
    }

    static void check(Recording recording, Model model) {
        recording.watches().forEach(watch -> new WatchCheck(model, watch).check());
    }

    private void check() {
        var from = watch.start() > 0 ? watch.start() : watch.before() + 1;
        delivered = from - 1;
        var first = true;
        for (var batch : watch.batches()) {
            switch (batch) {
                case WatchBatch.Events(var events) -> {
                    properties(events, from);
                    complete(events, first && watch.start() == 0);
                    first = false;
                }
                case WatchBatch.Progress(var revision) -> {
                    nothingMissing(revision);
                    progress = Math.max(progress, revision);
                }
                case WatchBatch.Compacted(var compacted) ->
                        unless(
                                delivered < compacted,
                                Promise.RELIABLE,
                                "told of compaction at %s after everything up to %s",
                                compacted,
                                delivered);
                case WatchBatch.Closed _ -> {}
            }
        }
        if (watch.end() > 0 && !ended()) {
            nothingMissing(watch.end());
        }
    }

    private boolean ended() {
        return !watch.batches().isEmpty()
                && watch.batches().getLast() instanceof WatchBatch.Compacted;
    }

    private void properties(List<Event> events, long from) {
        var last = delivered;
        String lastKey = null;
        for (var event : events) {
            var revision = event.revision();
            unless(
                    event.key().startsWith(watch.prefix()),
                    Promise.FILTER,
                    "%s on a watch of %s",
                    event,
                    watch.prefix());
            unless(
                    revision > progress,
                    Promise.BOOKMARKABLE,
                    "%s after progress %s",
                    event,
                    progress);
            unless(revision >= from, Promise.RESUMABLE, "%s on a watch from %s", event, from);
            unless(
                    revision >= last && (revision > delivered || seenEarlier(event)),
                    Promise.ORDERED,
                    "%s after %s",
                    event,
                    last);
            unless(
                    revision > delivered && !(revision == last && event.key().equals(lastKey)),
                    revision == delivered && !seenEarlier(event) ? Promise.ATOMIC : Promise.UNIQUE,
                    "%s again",
                    event);
            last = revision;
            lastKey = event.key();
            values(event);
        }
    }

    private boolean seenEarlier(Event event) {
        for (var batch : watch.batches()) {
            if (batch instanceof WatchBatch.Events(var events)) {
                for (var each : events) {
                    if (each == event) {
                        return false;
                    }
                    if (each.revision() == event.revision() && each.key().equals(event.key())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void values(Event event) {
        var before = model.at(event.key(), event.revision() - 1);
        unless(
                Model.same(before, event.previous()),
                Promise.PREVIOUS_VALUE,
                "%s replaced %s",
                event,
                before);
        if (event instanceof Event.Put put) {
            unless(
                    put.created() == (before == null),
                    Promise.IS_CREATE,
                    "%s replaced %s",
                    event,
                    before);
            var entry = model.at(event.key(), event.revision());
            unless(Model.same(put.entry(), entry), Promise.RELIABLE, "%s is %s", event, entry);
        }
    }

    /// Every matching change from what was delivered to the batch's last is in the batch.
    private void complete(List<Event> events, boolean fromNow) {
        var until = events.getLast().revision();
        var after = delivered;
        if (fromNow && events.getFirst().revision() > watch.before()) {
            // a watch from now on may begin anywhere between the two
            after = Math.min(watch.after(), events.getFirst().revision() - 1);
        }
        var expected = matching(after, until);
        unless(
                expected.size() <= events.size(),
                atomic(expected, events) ? Promise.RELIABLE : Promise.ATOMIC,
                "%s came of %s",
                events,
                expected);
        unless(expected.size() >= events.size(), Promise.UNIQUE, "%s came of %s", events, expected);
        delivered = until;
    }

    /// Whether what is missing is whole revisions.
    private static boolean atomic(List<Model.Effect> expected, List<Event> events) {
        var last = events.getLast().revision();
        var due = expected.stream().filter(each -> each.revision() == last).count();
        return events.stream().filter(each -> each.revision() == last).count() == due;
    }

    private void nothingMissing(long revision) {
        var after = watch.start() == 0 ? Math.max(delivered, watch.after()) : delivered;
        var missing = matching(after, revision);
        unless(
                missing.isEmpty(),
                Promise.RELIABLE,
                "everything up to %s was told, and %s was missing after %s",
                revision,
                missing,
                delivered);
    }

    private List<Model.Effect> matching(long after, long until) {
        return model.effects().stream()
                .filter(each ->
                        each.revision() > after
                                && each.revision() <= until
                                && each.key().startsWith(watch.prefix()))
                .toList();
    }
}
