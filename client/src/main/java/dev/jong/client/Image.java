package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an informer knows at one moment: all objects of a kind and the indexes over them.
/// Immutable.
final class Image<T extends KubernetesObject> {
    private final Trie<ObjectKey, T> objects;
    private final Map<String, Index<T>> indexes;

    private Image(Trie<ObjectKey, T> objects, Map<String, Index<T>> indexes) {
        this.objects = objects;
        this.indexes = indexes;
    }

    private record Index<T>(
            Function<? super T, ? extends Collection<String>> terms,
            Trie<String, Trie<ObjectKey, T>> entries) {
        Index<T> change(ObjectKey key, @Nullable T before, @Nullable T now) {
            var changed = entries;
            var nowTerms = now == null ? List.<String>of() : terms.apply(now);
            if (before != null) {
                for (var term : terms.apply(before)) {
                    if (nowTerms.contains(term)) {
                        continue;
                    }
                    var left =
                            Objects.requireNonNullElse(
                                            changed.get(term), Trie.<ObjectKey, T>empty())
                                    .without(key);
                    changed = left.size() == 0 ? changed.without(term) : changed.with(term, left);
                }
            }
            if (now != null) {
                for (var term : nowTerms) {
                    var old =
                            Objects.requireNonNullElse(
                                    changed.get(term), Trie.<ObjectKey, T>empty());
                    changed = changed.with(term, old.with(key, now));
                }
            }
            return new Index<>(terms, changed);
        }
    }

    static <T extends KubernetesObject> Image<T> empty() {
        return new Image<>(Trie.empty(), Map.of());
    }

    @Nullable T get(ObjectKey key) {
        return objects.get(key);
    }

    int size() {
        return objects.size();
    }

    List<T> list() {
        return values(objects);
    }

    List<T> list(String index, String term) {
        var entries = Objects.requireNonNull(indexes.get(index), index).entries.get(term);
        return entries == null ? List.of() : values(entries);
    }

    boolean hasIndex(String name) {
        return indexes.containsKey(name);
    }

    /// @param before what [#get] answers
    /// @param now null: gone
    Image<T> change(ObjectKey key, @Nullable T before, @Nullable T now) {
        var changed = new HashMap<String, Index<T>>();
        indexes.forEach((name, index) -> changed.put(name, index.change(key, before, now)));
        return new Image<>(now == null ? objects.without(key) : objects.with(key, now), changed);
    }

    Image<T> withIndex(String name, Function<? super T, ? extends Collection<String>> terms) {
        var index = new Index<T>(terms, Trie.empty());
        for (var object : list()) {
            index = index.change(ObjectKey.of(object), null, object);
        }
        var more = new HashMap<>(indexes);
        more.put(name, index);
        return new Image<>(objects, more);
    }

    private static <T> List<T> values(Trie<ObjectKey, T> trie) {
        var list = new ArrayList<T>(trie.size());
        trie.forEach((_, value) -> list.add(value));
        return list;
    }
}
