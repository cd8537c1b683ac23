package dev.jong.reconcile;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.client.ObjectKey;
import dev.jong.client.SharedInformers;
import dev.jong.foundation.Backoff;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.WorkQueue;
import dev.jong.foundation.WorkQueueMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A reconciler, the kind it is for, and what wakes it.
public final class Controller<T extends KubernetesObject> implements Runner {
    private final String name;
    private final Kind<T> kind;
    private final Reconciler<T> reconciler;
    private final List<Source<?>> sources;
    private final int workers;
    private final Duration resync;
    private volatile @Nullable Workers<T> running;

    private Controller(Builder<T> builder) {
        this.name = builder.name;
        this.kind = builder.kind;
        this.reconciler = builder.reconciler;
        this.sources = List.copyOf(builder.sources);
        this.workers = builder.workers;
        this.resync = builder.resync;
    }

    /// A kind whose changes wake the reconciler for the objects that `keys` names.
    record Source<S extends KubernetesObject>(Kind<S> kind, ChangeKeys<S> keys) {}

    /// Which objects a change concerns.
    @FunctionalInterface
    public interface ChangeKeys<S extends KubernetesObject> {
        /// Names the objects to look at.
        ///
        /// @param before null: newly there
        /// @param now null: gone
        Collection<ObjectKey> of(@Nullable S before, @Nullable S now);
    }

    /// Begins to describe a controller.
    ///
    /// @param name as upstream names its controller: shows in threads, metrics and logs
    public static <T extends KubernetesObject> Builder<T> of(
            String name, Kind<T> kind, Reconciler<T> reconciler) {
        return new Builder<>(name, kind, reconciler);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void prepare(SharedInformers informers) {
        informers.of(kind);
        sources.forEach(source -> informers.of(source.kind()));
    }

    @Override
    public void start(SharedInformers informers, InstantSource clock, Metrics metrics) {
        var started =
                new Workers<>(
                        name,
                        reconciler,
                        informers.of(kind),
                        informers,
                        resync,
                        new WorkQueue<>(
                                clock,
                                Backoff.WORK_QUEUE,
                                WorkQueueMetrics.in(metrics, name, clock)));
        running = started;
        sources.forEach(source -> started.listenTo(source));
        started.start(workers);
    }

    /// Wakes the reconciler for one object, for a reason that no informer shows.
    public void wake(ObjectKey key, Duration delay) {
        var now = running;
        if (now != null) {
            now.wake(key, delay);
        }
    }

    @Override
    public void close() {
        var now = running;
        if (now != null) {
            now.close();
        }
    }

    /// Says what wakes a reconciler.
    public static final class Builder<T extends KubernetesObject> {
        private final String name;
        private final Kind<T> kind;
        private final Reconciler<T> reconciler;
        private final List<Source<?>> sources = new ArrayList<>();
        private int workers = 1;
        private Duration resync = Duration.ZERO;

        private Builder(String name, Kind<T> kind, Reconciler<T> reconciler) {
            this.name = name;
            this.kind = kind;
            this.reconciler = reconciler;
            on(kind, Builder::itself);
        }

        /// Changes of objects that an object of this kind controls.
        public Builder<T> owns(Kind<?> owned) {
            return ownsTyped(owned);
        }

        private <S extends KubernetesObject> Builder<T> ownsTyped(Kind<S> owned) {
            return watches(owned, object -> Owners.controllerKey(object, kind));
        }

        /// Changes of other objects; `keys` is asked for their state before and after.
        public <S extends KubernetesObject> Builder<T> watches(
                Kind<S> other, Function<? super S, ? extends Collection<ObjectKey>> keys) {
            return on(
                    other,
                    (before, now) -> {
                        var all = new ArrayList<ObjectKey>();
                        if (before != null) {
                            all.addAll(keys.apply(before));
                        }
                        if (now != null) {
                            all.addAll(keys.apply(now));
                        }
                        return all;
                    });
        }

        /// Changes of other objects, where it matters what changed.
        public <S extends KubernetesObject> Builder<T> on(Kind<S> other, ChangeKeys<S> keys) {
            sources.add(new Source<>(other, keys));
            return this;
        }

        /// Which changes of the objects themselves count; by default all.
        public Builder<T> onlyWhen(BiPredicate<@Nullable T, @Nullable T> matters) {
            sources.set(
                    0,
                    new Source<>(
                            kind,
                            (before, now) ->
                                    matters.test(before, now) ? itself(before, now) : List.of()));
            return this;
        }

        /// How many objects are reconciled at the same time.
        public Builder<T> workers(int count) {
            workers = count;
            return this;
        }

        /// Looks at every object again after this time, zero for never.
        public Builder<T> resync(Duration interval) {
            resync = interval;
            return this;
        }

        public Controller<T> build() {
            return new Controller<>(this);
        }

        private static <S extends KubernetesObject> List<ObjectKey> itself(
                @Nullable S before, @Nullable S now) {
            if (now != null) {
                return List.of(ObjectKey.of(now));
            }
            return before == null ? List.of() : List.of(ObjectKey.of(before));
        }
    }
}
