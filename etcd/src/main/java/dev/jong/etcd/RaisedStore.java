package dev.jong.etcd;

import dev.jong.store.Entry;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store on etcd whose revisions are higher than etcd's: it goes on behind another store. What
/// was before etcd is compacted.
final class RaisedStore implements Store {
    private final Store store;
    private final Raise raise;

    /// @param by more than 0
    RaisedStore(Store store, long by) {
        this.store = store;
        this.raise = new Raise(by);
    }

    @Override
    public long revision() {
        return store.revision() + raise.by();
    }

    @Override
    public long compactedRevision() {
        return store.compactedRevision() + raise.by();
    }

    @Override
    public Optional<Entry> get(String key) {
        return store.get(key).map(raise::of);
    }

    @Override
    public RangeResult range(RangeRequest request) {
        if (request.revision() <= 0) {
            return raise.of(store.range(request));
        }
        var asked = raise.asked(request.revision());
        return asked <= 0
                ? new RangeResult.Compacted(compactedRevision())
                : raise.of(store.range(request.at(asked)));
    }

    @Override
    public long count(String prefix) {
        return store.count(prefix);
    }

    @Override
    public Written write(Write write) {
        return raise.of(store.write(raise.asked(write)));
    }

    @Override
    public List<Written> writeAll(List<? extends Write> writes) {
        return store.writeAll(writes.stream().map(raise::asked).toList()).stream()
                .map(raise::of)
                .toList();
    }

    @Override
    public Watch watch(String prefix, long startRevision) {
        if (startRevision <= 0) {
            return new RaisedWatch(store.watch(prefix, startRevision), raise);
        }
        // etcd's first revision is one before its first change: a watch from there may go on behind
        // the other store's last change, a watch from before may not.
        var asked = raise.asked(startRevision);
        return asked <= 0
                ? new RefusedWatch(compactedRevision())
                : new RaisedWatch(store.watch(prefix, asked), raise);
    }

    @Override
    public long grantLease(Duration timeToLive) {
        return store.grantLease(timeToLive);
    }

    @Override
    public boolean keepLeaseAlive(long lease) {
        return store.keepLeaseAlive(lease);
    }

    @Override
    public boolean revokeLease(long lease) {
        return store.revokeLease(lease);
    }

    @Override
    public void compact(long revision) {
        var asked = raise.asked(revision);
        if (asked > 0) {
            store.compact(asked);
        }
    }

    @Override
    public long bytes() {
        return store.bytes();
    }

    @Override
    public Optional<String> trouble() {
        return store.trouble();
    }

    @Override
    public void close() {
        store.close();
    }

    private record RaisedWatch(Watch watch, Raise raise) implements Watch {
        @Override
        public WatchBatch take() throws InterruptedException {
            return raise.of(watch.take());
        }

        @Override
        public Optional<WatchBatch> poll(Duration patience) throws InterruptedException {
            return watch.poll(patience).map(raise::of);
        }

        @Override
        public void requestProgress() {
            watch.requestProgress();
        }

        @Override
        public void close() {
            watch.close();
        }
    }

    /// One that begins before etcd.
    private record RefusedWatch(long compacted) implements Watch {
        @Override
        public WatchBatch take() {
            return new WatchBatch.Compacted(compacted);
        }

        @Override
        public Optional<WatchBatch> poll(Duration patience) {
            return Optional.of(take());
        }

        @Override
        public void requestProgress() {
            // It has ended.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
