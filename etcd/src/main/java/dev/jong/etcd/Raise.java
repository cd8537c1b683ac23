package dev.jong.etcd;

import dev.jong.store.Entry;
import dev.jong.store.Event;
import dev.jong.store.RangeResult;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import org.jspecify.annotations.Nullable;

/// By how much revisions are higher than those that etcd gave.
record Raise(long by) {
    Entry of(Entry entry) {
        return new Entry(
                entry.key(),
                entry.value(),
                entry.createRevision() + by,
                entry.revision() + by,
                entry.version(),
                entry.lease());
    }

    private @Nullable Entry ofAny(@Nullable Entry entry) {
        return entry == null ? null : of(entry);
    }

    RangeResult of(RangeResult result) {
        return switch (result) {
            case RangeResult.Found(var entries, var remaining, var revision) ->
                    new RangeResult.Found(
                            entries.stream().map(this::of).toList(), remaining, revision + by);
            case RangeResult.Compacted(var revision) -> new RangeResult.Compacted(revision + by);
            case RangeResult.InFuture(var revision) -> new RangeResult.InFuture(revision + by);
        };
    }

    Written of(Written written) {
        return switch (written) {
            case Written.Done(var revision, var previous) ->
                    new Written.Done(revision + by, ofAny(previous));
            case Written.Conflict(var current) -> new Written.Conflict(ofAny(current));
        };
    }

    WatchBatch of(WatchBatch batch) {
        return switch (batch) {
            case WatchBatch.Events(var events) ->
                    new WatchBatch.Events(events.stream().map(this::of).toList());
            case WatchBatch.Progress(var revision) -> new WatchBatch.Progress(revision + by);
            case WatchBatch.Compacted(var revision) -> new WatchBatch.Compacted(revision + by);
            case WatchBatch.Closed closed -> closed;
        };
    }

    private Event of(Event event) {
        return switch (event) {
            case Event.Put(var entry, var previous, var attachment) ->
                    new Event.Put(of(entry), ofAny(previous), attachment);
            case Event.Deleted(var key, var revision, var previous) ->
                    new Event.Deleted(key, revision + by, of(previous));
        };
    }

    /// The write as etcd has to be asked for it. What is expected at a revision from before etcd is
    /// expected where nothing is.
    Write asked(Write write) {
        return switch (write) {
            case Write.Create create -> create;
            case Write.Update update ->
                    new Write.Update(
                            update.key(),
                            update.value(),
                            asked(update.expectedRevision()),
                            update.lease(),
                            update.attachment());
            case Write.Delete(var key, var expected) -> new Write.Delete(key, asked(expected));
        };
    }

    /// 0 or less for what etcd never gave.
    long asked(long revision) {
        return revision - by;
    }
}
