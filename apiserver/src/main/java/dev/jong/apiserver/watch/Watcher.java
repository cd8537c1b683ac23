package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One reader of a resource's changes. One thread takes from it; any thread may close it.
public interface Watcher<T extends KubernetesObject> extends AutoCloseable {
    /// What comes next, empty when nothing came in time. After [Notice.Expired] and [Notice.Closed]
    /// nothing follows.
    Optional<Notice<T>> poll(Duration patience) throws InterruptedException;

    /// What can be had without waiting; null when nothing is there.
    @Nullable Notice<T> ready();

    /// From now on what is ready may also be told by a thread that tells a whole crowd, while the
    /// one that calls this waits in [#poll]; a watcher may as well never do so.
    default void share(Teller teller) {}

    /// Tells what is ready on behalf of the thread that polls, and never waits.
    interface Teller {
        /// Whether everything that was ready has been told; if not, the thread that polls goes on.
        boolean tell();
    }

    /// Whether some of what there was when it began is still to be taken.
    boolean begins();

    /// Up to where this watcher has been told everything.
    Notice.Bookmark<T> bookmark();

    @Override
    void close();

    /// The same changes of objects in another version.
    default <R extends KubernetesObject> Watcher<R> converted(
            Function<Version<T>, Version<R>> conversion) {
        return new ConvertedWatcher<>(this, conversion);
    }
}
