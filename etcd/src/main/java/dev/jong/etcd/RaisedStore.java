package dev.jong.etcd;

import dev.jong.store.Entry;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreAround;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store on etcd whose revisions are higher than etcd's: it goes on behind another store. What
/// was before etcd is compacted.
final class RaisedStore extends StoreAround {
    private final Raise raise;

    /// @param by more than 0
    RaisedStore(Store store, long by) {
        super(store);
        this.raise = new Raise(by);
    }

    @Override
    public long revision() {
        return inner.revision() + raise.by();
    }

    @Override
    public long compactedRevision() {
        return inner.compactedRevision() + raise.by();
    }

    @Override
    public Optional<Entry> get(String key) {
        return inner.get(key).map(raise::of);
    }

    @Override
    public RangeResult range(RangeRequest request) {
        if (request.revision() <= 0) {
            return raise.of(inner.range(request));
        }
        var asked = raise.asked(request.revision());
        return asked <= 0
                ? new RangeResult.Compacted(compactedRevision())
                : raise.of(inner.range(request.at(asked)));
    }

    @Override
    public Written write(Write write) {
        return raise.of(inner.write(raise.asked(write)));
    }

    @Override
    public List<Written> writeAll(List<? extends Write> writes) {
        return inner.writeAll(writes.stream().map(raise::asked).toList()).stream()
                .map(raise::of)
                .toList();
    }

    @Override
    public Watch watch(String prefix, long startRevision) {
        if (startRevision <= 0) {
            return inner.watch(prefix, startRevision).mapped(raise::of);
        }
        // etcd's first revision is one before its first change: a watch from there may go on behind
        // the other store's last change, a watch from before may not.
        var asked = raise.asked(startRevision);
        return asked <= 0
                ? new RefusedWatch(compactedRevision())
                : inner.watch(prefix, asked).mapped(raise::of);
    }

    @Override
    public void compact(long revision) {
        var asked = raise.asked(revision);
        if (asked > 0) {
            inner.compact(asked);
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
