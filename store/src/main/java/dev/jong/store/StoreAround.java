package dev.jong.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store that does what another does, except where a class that extends it says otherwise.
/// Closing it closes the other.
public abstract class StoreAround implements Store {
    protected final Store inner;

    protected StoreAround(Store inner) {
        this.inner = inner;
    }

    @Override
    public long revision() {
        return inner.revision();
    }

    @Override
    public long compactedRevision() {
        return inner.compactedRevision();
    }

    @Override
    public Optional<Entry> get(String key) {
        return inner.get(key);
    }

    @Override
    public RangeResult range(RangeRequest request) {
        return inner.range(request);
    }

    @Override
    public long count(String prefix) {
        return inner.count(prefix);
    }

    @Override
    public Written write(Write write) {
        return inner.write(write);
    }

    @Override
    public List<Written> writeAll(List<? extends Write> writes) {
        return inner.writeAll(writes);
    }

    @Override
    public Watch watch(String prefix, long startRevision) {
        return inner.watch(prefix, startRevision);
    }

    @Override
    public long grantLease(Duration timeToLive) {
        return inner.grantLease(timeToLive);
    }

    @Override
    public boolean keepLeaseAlive(long lease) {
        return inner.keepLeaseAlive(lease);
    }

    @Override
    public boolean revokeLease(long lease) {
        return inner.revokeLease(lease);
    }

    @Override
    public void compact(long revision) {
        inner.compact(revision);
    }

    @Override
    public Optional<String> trouble() {
        return inner.trouble();
    }

    @Override
    public long bytes() {
        return inner.bytes();
    }

    @Override
    public void close() {
        inner.close();
    }
}
