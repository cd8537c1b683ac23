package dev.jong.store;

import static dev.jong.store.Violation.unless;

import dev.jong.store.Violation.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The one order of changes that a recording shows, by revision, and the state at each. To be found
/// in it every value is written once.
final class Model {
    private static final String DELETED = "";

    /// One change.
    record Effect(String key, long revision, @Nullable Entry entry, @Nullable Entry previous) {}

    private final Map<String, Write> writes = new HashMap<>();
    private final Set<Long> endedLeases = new HashSet<>();
    private final Set<Write.Delete> deletes = new HashSet<>();

    /// By revision the keys that changed and their values.
    private final TreeMap<Long, Map<String, String>> facts = new TreeMap<>();

    private final Map<String, TreeMap<Long, Optional<Entry>>> keys = new TreeMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Map<Long, Long> leaseEnds = new HashMap<>();

    private Model() {}

    static Model of(Recording recording) {
        var model = new Model();
        recording.calls().forEach(model::gatherWrites);
        recording.calls().forEach(model::gather);
        recording.watches().forEach(model::gather);
        model.replay();
        return model;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private void gatherWrites(Call call) {
        switch (call) {
            case Call.Wrote(_, _, Write.Create write, _) -> writes.put(text(write.value()), write);
            case Call.Wrote(_, _, Write.Update write, _) -> writes.put(text(write.value()), write);
            case Call.Wrote(_, _, Write.Delete write, var answer) -> {
                if (!(answer instanceof Written.Conflict)) {
                    deletes.add(write);
                }
            }
            case Call.LeaseEnded ended -> endedLeases.add(ended.lease());
            case Call.Got _, Call.Ranged _, Call.Counted _, Call.Delivered _, Call.NoLease _ -> {}
        }
    }

    private void gather(Call call) {
        switch (call) {
            case Call.Wrote(_, _, var write, Written.Done(var revision, var previous)) -> {
                fact(revision, write.key(), write instanceof Write.Delete ? DELETED : value(write));
                fact(previous);
            }
            case Call.Wrote(_, _, _, Written.Conflict(var current)) -> fact(current);
            case Call.Got got -> fact(got.entry());
            case Call.Ranged(_, _, _, RangeResult.Found found) ->
                    found.entries().forEach(this::fact);
            case Call.Wrote _,
                    Call.Ranged _,
                    Call.Counted _,
                    Call.Delivered _,
                    Call.LeaseEnded _,
                    Call.NoLease _ -> {}
        }
    }

    private void gather(Call.Watched watch) {
        for (var batch : watch.batches()) {
            if (batch instanceof WatchBatch.Events(var events)) {
                for (var event : events) {
                    switch (event) {
                        case Event.Put put -> fact(put.entry());
                        case Event.Deleted(var key, var revision, _) ->
                                fact(revision, key, DELETED);
                    }
                }
            }
        }
    }

    private static String value(Write write) {
        return switch (write) {
            case Write.Create create -> text(create.value());
            case Write.Update update -> text(update.value());
            case Write.Delete _ -> DELETED;
        };
    }

    private void fact(@Nullable Entry entry) {
        if (entry != null) {
            fact(entry.revision(), entry.key(), text(entry.value()));
        }
    }

    private void fact(long revision, String key, String value) {
        var known = facts.computeIfAbsent(revision, _ -> new TreeMap<>());
        var before = known.putIfAbsent(key, value);
        unless(
                before == null || before.equals(value),
                Promise.DURABLE,
                "at revision %s %s is '%s' and '%s'",
                revision,
                key,
                before,
                value);
        unless(
                known.size() == 1 || known.values().stream().allMatch(DELETED::equals),
                Promise.DURABLE,
                "revision %s stands for several changes: %s",
                revision,
                known);
    }

    private void replay() {
        var expected = 2L;
        for (var fact : facts.entrySet()) {
            unless(
                    fact.getKey() == expected,
                    Promise.DURABLE,
                    "revision %s was never shown, %s was",
                    expected,
                    fact.getKey());
            expected++;
            var changes = fact.getValue();
            var first = changes.entrySet().iterator().next();
            if (!first.getValue().equals(DELETED)) {
                put(fact.getKey(), first.getKey(), first.getValue());
            } else {
                delete(fact.getKey(), changes.keySet());
            }
        }
    }

    private void put(long revision, String key, String value) {
        var write = writes.get(value);
        unless(write != null, Promise.DURABLE, "nobody wrote '%s' to %s", value, key);
        var before = newest(key);
        unless(
                compareHolds(write, key, before),
                Promise.SERIALIZABLE,
                "%s was made at revision %s on %s",
                write,
                revision,
                before);
        var lease =
                switch (write) {
                    case Write.Create create -> create.lease();
                    case Write.Update update -> update.lease();
                    case Write.Delete _ -> 0;
                };
        unless(
                lease == 0 || !leaseEnds.containsKey(lease),
                Promise.LEASE,
                "%s got a lease that had ended",
                key);
        add(
                key,
                revision,
                new Entry(
                        key,
                        value.getBytes(StandardCharsets.UTF_8),
                        before == null ? revision : before.createRevision(),
                        revision,
                        before == null ? 1 : before.version() + 1,
                        lease));
    }

    private static boolean compareHolds(Write write, String key, @Nullable Entry before) {
        return write.key().equals(key)
                && switch (write) {
                    case Write.Create _ -> before == null;
                    case Write.Update update ->
                            before != null && before.revision() == update.expectedRevision();
                    case Write.Delete _ -> false;
                };
    }

    private void delete(long revision, Set<String> changed) {
        var key = changed.iterator().next();
        var before = newest(key);
        unless(before != null, Promise.SERIALIZABLE, "%s was deleted twice", key);
        if (changed.size() > 1 || !deletes.contains(new Write.Delete(key, before.revision()))) {
            var lease = before.lease();
            unless(
                    endedLeases.contains(lease),
                    Promise.LEASE,
                    "nobody deleted %s at revision %s",
                    changed,
                    revision);
            unless(
                    changed.equals(keysOf(lease)),
                    Promise.LEASE,
                    "a lease with %s ended, and deleted were %s",
                    keysOf(lease),
                    changed);
            leaseEnds.put(lease, revision);
        }
        for (var each : changed) {
            add(each, revision, null);
        }
    }

    Set<String> keysOf(long lease) {
        var held = new HashSet<String>();
        for (var key : keys.keySet()) {
            var entry = newest(key);
            if (entry != null && entry.lease() == lease) {
                held.add(key);
            }
        }
        return held;
    }

    private void add(String key, long revision, @Nullable Entry entry) {
        effects.add(new Effect(key, revision, entry, newest(key)));
        keys.computeIfAbsent(key, _ -> new TreeMap<>()).put(revision, Optional.ofNullable(entry));
    }

    private @Nullable Entry newest(String key) {
        return at(key, Long.MAX_VALUE);
    }

    long newest() {
        return facts.isEmpty() ? 1 : facts.lastKey();
    }

    /// Every change in order; those of one revision by key.
    List<Effect> effects() {
        return effects;
    }

    /// When the lease's keys were deleted; absent when that did not happen.
    @Nullable Long endOf(long lease) {
        return leaseEnds.get(lease);
    }

    @Nullable Entry at(String key, long revision) {
        var timeline = keys.get(key);
        var newest = timeline == null ? null : timeline.floorEntry(revision);
        return newest == null ? null : newest.getValue().orElse(null);
    }

    /// The first revision at which the key changed after this one.
    long nextChange(String key, long revision) {
        var timeline = keys.get(key);
        var next = timeline == null ? null : timeline.higherKey(revision);
        return next == null ? Long.MAX_VALUE : next;
    }

    List<Entry> under(String prefix, long revision) {
        var found = new ArrayList<Entry>();
        for (var key : keys.keySet()) {
            var entry = key.startsWith(prefix) ? at(key, revision) : null;
            if (entry != null) {
                found.add(entry);
            }
        }
        return found;
    }

    static boolean same(@Nullable Entry one, @Nullable Entry other) {
        if (one == null || other == null) {
            return one == other;
        }
        return one.key().equals(other.key())
                && java.util.Arrays.equals(one.value(), other.value())
                && one.createRevision() == other.createRevision()
                && one.revision() == other.revision()
                && one.version() == other.version()
                && one.lease() == other.lease();
    }
}
