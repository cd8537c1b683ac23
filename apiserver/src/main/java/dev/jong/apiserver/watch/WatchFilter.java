package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which objects a reader wants: those whose key begins with a prefix and that satisfy a condition.
///
/// @param keyPrefix `namespace/`, or empty for all
/// @param condition null for all
public record WatchFilter<T extends KubernetesObject>(
        String keyPrefix, @Nullable Predicate<T> condition) {

    public static <T extends KubernetesObject> WatchFilter<T> everything() {
        return new WatchFilter<>("", null);
    }

    public boolean test(Version<T> version) {
        return inRange(version.key()) && (condition == null || condition.test(version.object()));
    }

    boolean inRange(String key) {
        return key.startsWith(keyPrefix);
    }

    /// The first key after all that begin with [#keyPrefix]; empty when there is none.
    public String end() {
        return keyPrefix.isEmpty()
                ? ""
                : keyPrefix.substring(0, keyPrefix.length() - 1)
                        + (char) (keyPrefix.charAt(keyPrefix.length() - 1) + 1);
    }
}
