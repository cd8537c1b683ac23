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
