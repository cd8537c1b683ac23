package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What another watcher is told, in another version of the resource.
record ConvertedWatcher<S extends KubernetesObject, T extends KubernetesObject>(
        Watcher<S> source, Function<Version<S>, Version<T>> conversion) implements Watcher<T> {
    @Override
    public Optional<Notice<T>> poll(Duration patience) throws InterruptedException {
        return source.poll(patience).map(this::converted);
    }

    @Override
    public @Nullable Notice<T> ready() {
        var notice = source.ready();
        return notice == null ? null : converted(notice);
    }

    @Override
    public boolean begins() {
        return source.begins();
    }

    @Override
    public Notice.Bookmark<T> bookmark() {
        var bookmark = source.bookmark();
        return new Notice.Bookmark<>(bookmark.revision(), bookmark.initialEventsEnd());
    }

    @Override
    public void close() {
        source.close();
    }

    private Notice<T> converted(Notice<S> notice) {
        return switch (notice) {
            case Notice.Of<S> of ->
                    new Notice.Of<>(of.type(), conversion.apply(of.version()), null);
            case Notice.Bookmark<S> bookmark ->
                    new Notice.Bookmark<>(bookmark.revision(), bookmark.initialEventsEnd());
            case Notice.Expired<S> expired ->
                    new Notice.Expired<>(expired.asked(), expired.oldest());
            case Notice.Closed<S> _ -> new Notice.Closed<>();
        };
    }
}
