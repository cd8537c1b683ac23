package dev.jong.apiserver.encryption;

import dev.jong.api.errors.ApiException;
import dev.jong.store.Entry;
import dev.jong.store.Event;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreAround;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A store whose values of chosen resources are encrypted. Whoever uses it sees them plain.
final class EncryptedStore extends StoreAround {
    private final Function<String, Optional<Providers>> providers;

    /// @param providers of a key; empty for what is stored as it is
    EncryptedStore(Store store, Function<String, Optional<Providers>> providers) {
        super(store);
        this.providers = providers;
    }

    /// Whether the value at a key is to be written anew although it does not change.
    boolean isStale(String key) {
        var found = providers.apply(key);
        return found.isPresent()
                && inner.get(key)
                        .map(entry -> found.get().open(entry.value(), key).stale())
                        .orElse(false);
    }

    private byte[] sealed(String key, byte[] value) {
        var found = providers.apply(key);
        if (found.isEmpty()) {
            return value;
        }
        try {
            return found.get().seal(value, key);
        } catch (Undecipherable e) {
            throw failed(key, e);
        }
    }

    private Entry opened(Entry entry) {
        var found = providers.apply(entry.key());
        if (found.isEmpty()) {
            return entry;
        }
        try {
            var value = found.get().open(entry.value(), entry.key()).value();
            return new Entry(
                    entry.key(),
                    value,
                    entry.createRevision(),
                    entry.revision(),
                    entry.version(),
                    entry.lease());
        } catch (Undecipherable e) {
            throw failed(entry.key(), e);
        }
    }

    private static ApiException failed(String key, Undecipherable e) {
        return ApiException.internal(
                "Internal error occurred: unable to transform key \""
                        + key
                        + "\": "
                        + e.getMessage());
    }

    private @Nullable Entry openedIfAny(@Nullable Entry entry) {
        return entry == null ? null : opened(entry);
    }

    /// Who follows sees what cannot be read as it is stored, and says so: nothing else is held up.
    private Entry openedOrAsIs(Entry entry) {
        try {
            return opened(entry);
        } catch (ApiException _) {
            return entry;
        }
    }

    @Override
    public Optional<Entry> get(String key) {
        return inner.get(key).map(this::opened);
    }

    @Override
    public RangeResult range(RangeRequest request) {
        return switch (inner.range(request)) {
            case RangeResult.Found(var entries, var remaining, var revision) ->
                    new RangeResult.Found(
                            entries.stream().map(this::opened).toList(), remaining, revision);
            case RangeResult.Compacted compacted -> compacted;
            case RangeResult.InFuture future -> future;
        };
    }

    @Override
    public Written write(Write write) {
        return opened(inner.write(sealed(write)));
    }

    @Override
    public List<Written> writeAll(List<? extends Write> writes) {
        return inner.writeAll(writes.stream().map(this::sealed).toList()).stream()
                .map(this::opened)
                .toList();
    }

    private Write sealed(Write write) {
        return switch (write) {
            case Write.Create(var key, var value, var lease, var attachment) ->
                    new Write.Create(key, sealed(key, value), lease, attachment);
            case Write.Update(var key, var value, var expected, var lease, var attachment) ->
                    new Write.Update(key, sealed(key, value), expected, lease, attachment);
            case Write.Delete delete -> delete;
        };
    }

    private Written opened(Written written) {
        return switch (written) {
            case Written.Done(var revision, var previous) ->
                    new Written.Done(revision, previous == null ? null : openedOrAsIs(previous));
            case Written.Conflict(var current) -> new Written.Conflict(openedIfAny(current));
        };
    }

    @Override
    public Watch watch(String prefix, long startRevision) {
        return inner.watch(prefix, startRevision).mapped(this::opened);
    }

    private WatchBatch opened(WatchBatch batch) {
        return batch instanceof WatchBatch.Events(var events)
                ? new WatchBatch.Events(events.stream().map(this::opened).toList())
                : batch;
    }

    private Event opened(Event event) {
        var previous = event.previous();
        return switch (event) {
            case Event.Put(var entry, _, var attachment) ->
                    new Event.Put(
                            openedOrAsIs(entry),
                            previous == null ? null : openedOrAsIs(previous),
                            attachment);
            case Event.Deleted(var key, var revision, var last) ->
                    new Event.Deleted(key, revision, openedOrAsIs(last));
        };
    }
}
