package dev.jong.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Commands that become durable with one force. Compares see the writes that come before them in
/// the batch, and those of the batch below, which is being forced.
final class Batch {
    private static final int MOST_BYTES = 8 << 20;

    private final State state;
    private final Frames frames;
    private final @Nullable Segment segment;
    private final @Nullable String trouble;
    private final Map<String, Version> staged = new HashMap<>();
    private final List<Command<?>> commands = new ArrayList<>();
    private final List<State.Change> changes = new ArrayList<>();
    private final List<Leases.Grant> grants = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private final List<KeyHistory> newKeys = new ArrayList<>();
    private @Nullable Batch below;
    private long revision;

    /// Begins a batch.
    ///
    /// @param below what it stands on, when that is not in the state yet
    /// @param frames takes what is to be written, from where this batch will stand in the log
    /// @param segment the log's file; absent when nothing is kept
    /// @param trouble why nothing can be written now; absent when all is well
    Batch(
            State state,
            @Nullable Batch below,
            Frames frames,
            @Nullable Segment segment,
            @Nullable String trouble) {
        this.state = state;
        this.below = below;
        this.frames = frames;
        this.segment = segment;
        this.trouble = trouble;
        this.revision = below == null ? state.revision() : below.revision;
    }

    /// Whether it can take the command as well.
    boolean takes(Command<?> next) {
        return !next.alone && !alone() && frames.size() < MOST_BYTES;
    }

    /// Whether its command wants no other beside it.
    boolean alone() {
        return !commands.isEmpty() && commands.getFirst().alone;
    }

    /// How many commands it has.
    int size() {
        return commands.size();
    }

    void stage(Command<?> command) {
        commands.add(command);
        command.stage(this);
    }

    /// Whether there is nothing to write.
    boolean isEmpty() {
        return segment == null || frames.size() == 0;
    }

    /// Where in the log it ends.
    long end() {
        return frames.end();
    }

    /// What is to be written.
    ByteBuffer bytes() {
        return frames.finish();
    }

    Frames frames() {
        return frames;
    }

    /// Says that the batch below is in the state.
    void standsOnState() {
        below = null;
    }

    State state() {
        return state;
    }

    long revision() {
        return revision;
    }

    List<State.Change> changes() {
        return changes;
    }

    /// Runs on the commit thread when the batch is durable and visible.
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    /// Stages all of them or, when a lease they name has ended, none.
    List<Written> stage(List<? extends Write> writes) {
        for (var write : writes) {
            switch (write) {
                case Write.Create create -> checkLease(create.lease());
                case Write.Update update -> checkLease(update.lease());
                case Write.Delete _ -> {}
            }
        }
        return writes.stream().map(this::stage).toList();
    }

    Written stage(Write write) {
        var newest = newest(write.key());
        var current = newest == null || newest.deleted ? null : newest;
        return switch (write) {
            case Write.Create(var key, var value, var lease, var attachment) -> {
                if (current != null) {
                    yield conflict(current);
                }
                allow(lease);
                yield put(newest == null ? newKey(key) : newest.of, null, value, lease, attachment);
            }
            case Write.Update(_, var value, var expected, var lease, var attachment) -> {
                if (current == null || current.revision != expected) {
                    yield conflict(current);
                }
                allow(lease);
                yield put(current.of, current, value, lease, attachment);
            }
            case Write.Delete(_, var expected) -> {
                if (current == null || current.revision != expected) {
                    yield conflict(current);
                }
                yield delete(current);
            }
        };
    }

    private @Nullable Version newest(String key) {
        for (var batch = this; batch != null; batch = batch.below) {
            var changed = batch.staged.get(key);
            if (changed != null) {
                return changed;
            }
        }
        var known = state.index.locate(key);
        return known == null ? null : known.latest();
    }

    /// A key that readers see nothing of until its version is applied.
    private KeyHistory newKey(String key) {
        var history = state.index.obtain(key);
        newKeys.add(history);
        return history;
    }

    private void allow(long lease) {
        writable();
        checkLease(lease);
    }

    private static Written conflict(@Nullable Version current) {
        return new Written.Conflict(current == null ? null : current.entry());
    }

    private Written put(
            KeyHistory key,
            @Nullable Version current,
            byte[] value,
            long lease,
            @Nullable Object attachment) {
        var now = revision + 1;
        var created = current == null ? now : current.createRevision;
        var count = current == null ? 1 : current.count + 1;
        var version = Version.put(key, now, created, count, lease, value);
        var offset = frames.put(key.key, value, created, now, count, lease);
        if (segment != null) {
            version.locate(segment, offset);
        }
        stage(version, attachment);
        return new Written.Done(now, current == null ? null : current.entry());
    }

    private Written delete(Version current) {
        writable();
        var version = Version.tombstone(current.of, revision + 1);
        frames.delete(version.revision, 0, List.of(current.of.key));
        stage(version, null);
        return new Written.Done(version.revision, current.entry());
    }

    private void stage(Version version, @Nullable Object attachment) {
        staged.put(version.of.key, version);
        changes.add(new State.Change(version.revision, List.of(version), attachment));
        revision = version.revision;
    }

    void grant(Leases.Grant grant) {
        writable();
        frames.grant(grant.lease(), grant.seconds());
        grants.add(grant);
    }

    /// Ends a lease and deletes its keys as one revision. Must be the only change of its batch.
    boolean end(long lease) {
        if (!state.leases.exists(lease)) {
            return false;
        }
        writable();
        var keys = state.leases.keys(lease);
        var now = keys.isEmpty() ? revision : revision + 1;
        frames.delete(now, lease, keys);
        if (!keys.isEmpty()) {
            var versions = new ArrayList<Version>();
            for (var key : keys) {
                var known = state.index.find(key);
                if (known != null) {
                    versions.add(Version.tombstone(known, now));
                }
            }
            changes.add(new State.Change(now, versions, null));
            revision = now;
        }
        ended.add(lease);
        return true;
    }

    private void checkLease(long lease) {
        if (lease != 0 && !state.leases.exists(lease) && !grants(lease)) {
            throw new StoreException.NoSuchLease(lease);
        }
    }

    private boolean grants(long lease) {
        return grants.stream().anyMatch(grant -> grant.lease() == lease)
                || below != null && below.grants(lease);
    }

    private void writable() {
        if (trouble != null) {
            throw new StoreException.ReadOnly(trouble);
        }
    }

    /// Moves the batch, now durable, into the state.
    void apply(long nowMillis) {
        for (var grant : grants) {
            state.leases.grant(grant, nowMillis);
        }
        for (var change : changes) {
            state.apply(change);
        }
        ended.forEach(state.leases::end);
    }

    void finish() {
        afterwards.forEach(Runnable::run);
    }

    /// Answers everybody.
    void complete() {
        commands.forEach(Command::complete);
    }

    void fail(StoreException why) {
        for (var key : newKeys) {
            if (key.latest() == null) {
                state.index.remove(key);
            }
        }
        commands.forEach(command -> command.fail(why));
    }
}
