package dev.jong.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is durable: the index, its history, the leases and the revision. The commit thread (and
/// recovery before it) changes it, anyone reads up to [#revision].
final class State {
    /// Changes of one revision.
    record Change(long revision, List<Version> versions, @Nullable Object attachment) {
        /// Drops the values from memory that it superseded and that the log still holds.
        void dropSuperseded() {
            for (var version : versions) {
                var superseded = version.previous;
                if (superseded != null) {
                    superseded.dropValue();
                }
            }
        }
    }

    final KeyIndex index = new KeyIndex();
    final Leases leases = new Leases();
    final History history;
    private volatile long revision;

    /// An empty state.
    ///
    /// @param revision where history begins
    State(long revision) {
        this.revision = revision;
        this.history = new History(revision);
    }

    long revision() {
        return revision;
    }

    /// Makes all that was applied visible.
    void publish(long upTo) {
        revision = upTo;
    }

    /// Adds a change that is durable, to keys that are in the index; it is visible after
    /// [#publish].
    void apply(Change change) {
        for (var version : change.versions) {
            var key = version.of;
            var before = key.latest();
            key.add(version);
            leases.moved(key.key, before, version);
        }
        history.add(change.revision, change.versions);
    }

    /// The change as a watcher sees it.
    ///
    /// @throws Version.Forgotten when it was compacted meanwhile
    static Event event(Version version, @Nullable Object attachment) {
        var superseded = version.previous;
        var before = superseded == null || superseded.deleted ? null : superseded.entry();
        if (!version.deleted) {
            return new Event.Put(version.entry(), before, attachment);
        }
        if (before == null) {
            throw new Version.Forgotten();
        }
        return new Event.Deleted(version.of.key, version.revision, before);
    }
}
