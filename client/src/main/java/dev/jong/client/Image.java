package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an informer knows: all objects of a kind and the indexes over them. A look-up never waits;
/// a list is of one moment, between two changes.
final class Image<T extends KubernetesObject> {
    private final Map<ObjectKey, T> objects = new ConcurrentHashMap<>();

    /// Guards `indexes` and writes of `objects`.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Index<T>> indexes = new HashMap<>();

    private record Index<T>(
            Function<? super T, ? extends Collection<String>> terms, Map<String, Group<T>> groups) {
        Index(Function<? super T, ? extends Collection<String>> terms) {
            this(terms, new HashMap<>());
        }

        void change(ObjectKey key, @Nullable T before, @Nullable T now) {
            var nowTerms = now == null ? List.<String>of() : terms.apply(now);
            if (before != null) {
                for (var term : terms.apply(before)) {
                    if (!nowTerms.contains(term)) {
                        groups.computeIfPresent(term, (_, group) -> group.without(key));
                    }
                }
            }
            if (now != null) {
                for (var term : nowTerms) {
                    var group = groups.get(term);
                    groups.put(term, group == null ? new One<>(key, now) : group.with(key, now));
                }
            }
        }
    }

    /// The objects of a term. Most terms have one.
    private sealed interface Group<T> {
        Group<T> with(ObjectKey key, T object);

        /// @return null if nothing is left
        @Nullable Group<T> without(ObjectKey key);

        List<T> list();
    }

    private record One<T>(ObjectKey key, T object) implements Group<T> {
        @Override
        public Group<T> with(ObjectKey other, T added) {
            if (other.equals(key)) {
                return new One<>(key, added);
            }
            var both = new HashMap<ObjectKey, T>();
            both.put(key, object);
            both.put(other, added);
            return new Many<>(both);
        }

        @Override
        public @Nullable Group<T> without(ObjectKey other) {
            return other.equals(key) ? null : this;
        }

        @Override
        public List<T> list() {
            return List.of(object);
        }
    }

    private record Many<T>(Map<ObjectKey, T> objects) implements Group<T> {
        @Override
        public Group<T> with(ObjectKey key, T object) {
            objects.put(key, object);
            return this;
        }

        @Override
        public @Nullable Group<T> without(ObjectKey key) {
            objects.remove(key);
            return objects.isEmpty() ? null : this;
        }

        @Override
        public List<T> list() {
            return new ArrayList<>(objects.values());
        }
    }

    @Nullable T get(ObjectKey key) {
        return objects.get(key);
    }

    int size() {
        return objects.size();
    }

    List<T> list() {
        return locked(() -> new ArrayList<>(objects.values()));
    }

    /// @throws NullPointerException if there is no such index
    List<T> list(String index, String term) {
        return locked(() -> {
            var group = Objects.requireNonNull(indexes.get(index), index).groups.get(term);
            return group == null ? List.of() : group.list();
        });
    }

    /// @param now null: gone
    /// @return what was known before
    @Nullable T change(ObjectKey key, @Nullable T now) {
        lock.lock();
        try {
            var before = now == null ? objects.remove(key) : objects.put(key, now);
            if (before != null || now != null) {
                indexes.values().forEach(index -> index.change(key, before, now));
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    /// Adds an index unless there is one of that name.
    void index(String name, Function<? super T, ? extends Collection<String>> terms) {
        lock.lock();
        try {
            if (!indexes.containsKey(name)) {
                var index = new Index<T>(terms);
                objects.forEach((key, object) -> index.change(key, null, object));
                indexes.put(name, index);
            }
        } finally {
            lock.unlock();
        }
    }

    private <R> R locked(Supplier<R> reading) {
        lock.lock();
        try {
            return reading.get();
        } finally {
            lock.unlock();
        }
    }
}
