package dev.jong.store;

import static dev.jong.store.Violation.unless;

import dev.jong.store.Violation.Promise;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Checks that every call can be given one revision at which its answer is right, in an order that
/// agrees with real time: strict serializability. Writes name their revision; reads get the first
/// that is possible, which leaves the most room to those that follow.
final class CallCheck {
    private final Model model;
    private @Nullable Call witness;

    private CallCheck(Model model) {
        this.model = model;
    }

    static void check(Recording recording, Model model) {
        new CallCheck(model).check(recording.calls());
    }

    private record Placed(Call call, long revision) {}

    private void check(List<Call> calls) {
        var running =
                new PriorityQueue<Placed>(Comparator.comparingLong(placed -> placed.call.ended()));
        var known = 1L;
        for (var call : calls.stream().sorted(Comparator.comparingLong(Call::begun)).toList()) {
            while (!running.isEmpty() && running.peek().call.ended() < call.begun()) {
                var before = running.remove();
                if (before.revision > known) {
                    known = before.revision;
                    witness = before.call;
                }
            }
            var revision = revisionOf(call, known);
            unless(
                    revision >= known,
                    Promise.SERIALIZABLE,
                    "%s shows revision %s after %s was known by %s",
                    call,
                    revision,
                    known,
                    witness);
            if (call.ended() != Call.NEVER) {
                running.add(new Placed(call, revision));
            }
        }
    }

    private long revisionOf(Call call, long known) {
        return switch (call) {
            case Call.Wrote(_, _, var write, Written.Done(var revision, var previous)) -> {
                unless(
                        revision > known,
                        Promise.SERIALIZABLE,
                        "%s was made at %s after %s was known by %s",
                        write,
                        revision,
                        known,
                        witness);
                unless(
                        Model.same(previous, model.at(write.key(), revision - 1)),
                        Promise.SERIALIZABLE,
                        "%s at %s replaced %s, and was told %s",
                        write,
                        revision,
                        model.at(write.key(), revision - 1),
                        previous);
                yield revision;
            }
            case Call.Wrote(_, _, var write, Written.Conflict(var current)) -> {
                var holds =
                        switch (write) {
                            case Write.Create _ -> current == null;
                            case Write.Update update ->
                                    expected(current, update.expectedRevision());
                            case Write.Delete delete ->
                                    expected(current, delete.expectedRevision());
                        };
                unless(!holds, Promise.SERIALIZABLE, "%s was refused on %s", write, current);
                yield revisionOf(write.key(), current, known);
            }
            case Call.Wrote _ -> known;
            case Call.Got(_, _, var key, var entry) -> revisionOf(key, entry, known);
            case Call.Ranged(_, _, var request, var answer) -> ranged(request, answer, known);
            case Call.Counted(_, _, var prefix, var count) -> {
                for (var revision = known; revision <= model.newest(); revision++) {
                    if (model.under(prefix, revision).size() == count) {
                        yield revision;
                    }
                }
                throw new Violation(
                        Promise.SERIALIZABLE,
                        "count of %s is %s, at no revision from %s on"
                                .formatted(prefix, count, known));
            }
            case Call.Delivered(_, _, var revision) -> Math.max(revision, known);
            case Call.LeaseEnded(_, var ended, var lease) -> {
                unless(
                        ended == Call.NEVER || model.keysOf(lease).isEmpty(),
                        Promise.LEASE,
                        "%s outlived their lease",
                        model.keysOf(lease));
                var end = model.endOf(lease);
                yield end == null ? known : Math.max(end, known);
            }
            case Call.NoLease _ -> known;
        };
    }

    private static boolean expected(@Nullable Entry current, long revision) {
        return current != null && current.revision() == revision;
    }

    /// The first revision, not older than what is known, at which the key stood so.
    private long revisionOf(String key, @Nullable Entry entry, long known) {
        if (entry != null) {
            unless(
                    Model.same(entry, model.at(key, entry.revision())),
                    Promise.SERIALIZABLE,
                    "%s was shown as %s, and is %s",
                    key,
                    entry,
                    model.at(key, entry.revision()));
            unless(
                    known < model.nextChange(key, entry.revision()),
                    Promise.SERIALIZABLE,
                    "%s was shown when revision %s was known by %s",
                    entry,
                    known,
                    witness);
            return Math.max(known, entry.revision());
        }
        for (var revision = known; revision <= model.newest(); ) {
            if (model.at(key, revision) == null) {
                return revision;
            }
            revision = model.nextChange(key, revision);
        }
        throw new Violation(
                Promise.SERIALIZABLE,
                "%s was not found, and is there from revision %s on".formatted(key, known));
    }

    private long ranged(RangeRequest request, RangeResult answer, long known) {
        return switch (answer) {
            case RangeResult.Found(var entries, var remaining, var revision) -> {
                unless(
                        revision <= model.newest(),
                        Promise.DURABLE,
                        "revision %s was read, %s is the last",
                        revision,
                        model.newest());
                var matching =
                        model.under(request.prefix(), revision).stream()
                                .filter(entry -> entry.key().compareTo(request.startKey()) >= 0)
                                .toList();
                var limit = request.limit() > 0 ? request.limit() : Integer.MAX_VALUE;
                var page = matching.stream().limit(limit).toList();
                unless(
                        page.size() == entries.size() && allSame(page, entries),
                        Promise.SERIALIZABLE,
                        "%s at %s is %s, and was told %s",
                        request,
                        revision,
                        page,
                        entries);
                unless(
                        remaining == matching.size() - page.size(),
                        Promise.SERIALIZABLE,
                        "%s at %s leaves %s, and was told %s",
                        request,
                        revision,
                        matching.size() - page.size(),
                        remaining);
                yield request.revision() > 0 ? Math.max(known, revision) : revision;
            }
            case RangeResult.Compacted(var compacted) -> {
                unless(
                        request.revision() < compacted,
                        Promise.SERIALIZABLE,
                        "%s was refused, compacted is %s",
                        request,
                        compacted);
                yield known;
            }
            case RangeResult.InFuture(var current) -> {
                unless(
                        request.revision() > current,
                        Promise.SERIALIZABLE,
                        "%s was refused at %s",
                        request,
                        current);
                yield current;
            }
        };
    }

    private static boolean allSame(List<Entry> some, List<Entry> others) {
        for (var i = 0; i < some.size(); i++) {
            if (!Model.same(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
