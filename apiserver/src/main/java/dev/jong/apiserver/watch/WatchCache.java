package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import dev.jong.store.Entry;
import dev.jong.store.Event;
import dev.jong.store.RangeResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// All objects of one resource in memory, and the changes of late.
///
/// Readers take one immutable state and need no lock; the only writer is the [Feed].
public final class WatchCache<T extends KubernetesObject> {
    /// Changes kept for watchers that resume and for reads of older revisions, at most.
    private static final int MOST_CHANGES = 10_000;

    /// Changes kept however old they are.
    private static final int FEWEST_CHANGES = 100;

    /// Calls of [#forgetOld] for which a change is kept at least: the five minutes after which a
    /// real cluster's etcd is compacted.
    private static final int RESTS_KEPT = 11;

    private final String prefix;
    private final ObjectFormat<T> format;
    private final LongSupplier applied;
    private final AtomicReference<@Nullable CacheWatcher<T>> waiting = new AtomicReference<>();
    private final Pace<CacheWatcher<T>> pace =
            new Pace<>(
                    this::takeWaiting, CacheWatcher::wake, CacheWatcher::tell, Pace.Threads.SYSTEM);

    private volatile State<T> state;

    /// How many changes came.
    private final AtomicLong received = new AtomicLong();

    /// How often the cache was filled.
    private final AtomicLong fillings = new AtomicLong(1);

    /// These three are guarded by the feed's lock.
    private Change<T> oldest;

    private int changes;

    /// The newest change at each of the last calls of [#forgetOld].
    private final ArrayDeque<Change<T>> marks = new ArrayDeque<>();

    private volatile boolean closed;

    /// @param image all objects
    /// @param tail the latest change; watchers of what comes next start after it
    /// @param head the oldest change that is kept; its image is the oldest that can be read
    record State<T extends KubernetesObject>(
            Image<Version<T>> image, Change<T> tail, Change<T> head) {}

    WatchCache(
            String prefix,
            ObjectFormat<T> format,
            LongSupplier applied,
            List<Entry> entries,
            long revision) {
        this.prefix = prefix;
        this.format = format;
        this.applied = applied;
        var image = imageOf(entries);
        oldest = new Change<>(revision, new Change.Content<>(null, null, image));
        state = new State<>(image, oldest, oldest);
    }

    private Image<Version<T>> imageOf(List<Entry> entries) {
        var image = Image.<Version<T>>empty();
        for (var entry : entries) {
            var version = version(entry, null);
            image = image.with(version.key(), version);
        }
        return image;
    }

    public String prefix() {
        return prefix;
    }

    public ObjectFormat<T> format() {
        return format;
    }

    /// Everything up to this revision is visible here.
    public long revision() {
        return Math.max(applied.getAsLong(), state.tail().revision());
    }

    /// All objects as of now.
    public Snapshot<T> snapshot() {
        long revision = applied.getAsLong();
        var seen = state;
        return new Snapshot<>(seen.image(), Math.max(revision, seen.tail().revision()));
    }

    /// All objects as of `revision`, when that is still known here.
    public Optional<Snapshot<T>> snapshotAt(long revision) {
        var seen = state;
        if (revision >= seen.tail().revision()) {
            return Optional.of(new Snapshot<>(seen.image(), revision));
        }
        var change = lastAtOrBefore(seen, revision);
        var content = change == null ? null : change.content();
        return content == null
                ? Optional.empty()
                : Optional.of(new Snapshot<>(content.image(), revision));
    }

    /// All objects as the store had them at a revision, sharing those that are the same now.
    public Snapshot<T> snapshotOf(RangeResult.Found found) {
        var image = Image.<Version<T>>empty();
        for (var entry : found.entries()) {
            var version = version(entry);
            image = image.with(version.key(), version);
        }
        return new Snapshot<>(image, found.revision());
    }

    public @Nullable Version<T> get(String key) {
        return state.image().get(key);
    }

    /// A version of this cache's resource made from what the store answered, sharing the cached one
    /// when it is the same.
    public Version<T> version(Entry entry) {
        var cached = get(entry.key().substring(prefix.length()));
        return cached != null && cached.revision() == entry.revision()
                ? cached
                : version(entry, null);
    }

    @SuppressWarnings("unchecked")
    private Version<T> version(Entry entry, @Nullable Object decoded) {
        if (format.custom()) {
            return customVersion(entry);
        }
        return new Version<>(
                format,
                entry.key().substring(prefix.length()),
                entry.revision(),
                entry.value(),
                (T) decoded);
    }

    /// Custom objects are read anew, so that the bytes that are served follow the definition of
    /// now.
    private Version<T> customVersion(Entry entry) {
        if (format.isOther(entry.value())) {
            return new Version<>(
                    format,
                    entry.key().substring(prefix.length()),
                    entry.revision(),
                    entry.value(),
                    null);
        }
        var object = format.decode(entry.value());
        return new Version<>(
                format,
                entry.key().substring(prefix.length()),
                entry.revision(),
                format.encode(object),
                object);
    }

    /// A watcher of what comes after `revision`; empty when that is too long ago.
    public Optional<Watcher<T>> watchFrom(long revision, WatchFilter<T> filter) {
        var seen = state;
        var start =
                revision >= seen.tail().revision() ? seen.tail() : lastAtOrBefore(seen, revision);
        return start == null || start.content() == null
                ? Optional.empty()
                : Optional.<Watcher<T>>of(new CacheWatcher<>(this, start, revision, filter, null));
    }

    /// A watcher that is first told of every object that exists; a bookmark marks the end of these.
    public Watcher<T> watchAll(WatchFilter<T> filter) {
        long revision = applied.getAsLong();
        var seen = state;
        return new CacheWatcher<>(
                this,
                seen.tail(),
                Math.max(revision, seen.tail().revision()),
                filter,
                seen.image());
    }

    /// The oldest revision from which a watch can resume.
    public long oldestRevision() {
        return state.head().revision();
    }

    private static <T extends KubernetesObject> @Nullable Change<T> lastAtOrBefore(
            State<T> seen, long revision) {
        return revision < seen.head().revision() ? null : seen.tail().lastAtOrBefore(revision);
    }

    /// Feed only, each half minute: forgets changes that are too old.
    void forgetOld() {
        marks.add(state.tail());
        if (marks.size() <= RESTS_KEPT) {
            return;
        }
        long limit = marks.remove().revision();
        while (changes > FEWEST_CHANGES && oldest.revision() < limit) {
            forgetOldest();
        }
        state = new State<>(state.image(), state.tail(), oldest);
    }

    private void forgetOldest() {
        var dropped = oldest;
        var next = dropped.next();
        if (next != null) {
            oldest = next;
            changes--;
            dropped.drop();
        }
    }

    /// Forgets the decoded form of objects that nobody wanted since this was last called.
    void rest() {
        state.image()
                .visit(
                        "",
                        "",
                        version -> {
                            version.rest();
                            return true;
                        });
    }

    boolean closed() {
        return closed;
    }

    /// Ends all watches: the resource is no longer served.
    void close() {
        closed = true;
        takeWaiting().forEach(CacheWatcher::wake);
    }

    /// Feed only. [#wake] makes it known.
    void apply(Event event) {
        if (event.revision() <= state.tail().revision()) {
            return;
        }
        var key = event.key().substring(prefix.length());
        var image = state.image();
        var before = image.get(key);
        var change =
                switch (event) {
                    case Event.Put put -> {
                        var now = version(put.entry(), put.attachment());
                        yield new Change<>(
                                event.revision(),
                                new Change.Content<>(now, before, image.with(key, now)));
                    }
                    case Event.Deleted _ ->
                            new Change<T>(
                                    event.revision(),
                                    new Change.Content<>(null, before, image.without(key)));
                };
        var content = change.content();
        if (content == null) {
            throw new IllegalStateException("a new change has content");
        }
        state.tail().append(change);
        if (++changes > MOST_CHANGES) {
            forgetOldest();
        }
        state = new State<>(content.image(), change, oldest);
        received.incrementAndGet();
    }

    /// What was seen so far.
    public Tally tally() {
        return new Tally(received.get(), fillings.get(), revision(), MOST_CHANGES, 0, 0, 0);
    }

    /// Feed only: begins anew with what the store holds; watchers are told that they are too late.
    void reload(RangeResult.Found found) {
        var lost = oldest;
        var image = imageOf(found.entries());
        oldest = new Change<>(found.revision(), new Change.Content<>(null, null, image));
        changes = 0;
        fillings.incrementAndGet();
        marks.clear();
        var gap = new Change<T>(found.revision(), new Change.Content<>(null, null, image));
        gap.drop();
        state.tail().append(gap);
        state = new State<>(image, oldest, oldest);
        for (Change<T> change = lost; change != null; change = change.next()) {
            change.drop();
        }
        wake();
    }

    /// Feed only: there is something new.
    void wake() {
        pace.ask();
    }

    /// Those who have waited longest first.
    private List<CacheWatcher<T>> takeWaiting() {
        var taken = new ArrayList<CacheWatcher<T>>();
        var watcher = waiting.getAndSet(null);
        while (watcher != null) {
            taken.add(watcher);
            watcher = watcher.takeNextWaiting();
        }
        return taken.reversed();
    }

    /// Puts a watcher on the stack of those to be woken by the next change.
    void await(CacheWatcher<T> watcher) {
        while (true) {
            var top = waiting.get();
            watcher.setNextWaiting(top);
            if (waiting.compareAndSet(top, watcher)) {
                return;
            }
        }
    }
}
