package dev.jong.client;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;

/// What a watch tells.
public sealed interface WatchEvent<T extends KubernetesObject> {
    /// A new object, or one that newly matches the selectors.
    record Added<T extends KubernetesObject>(T object) implements WatchEvent<T> {}

    record Modified<T extends KubernetesObject>(T object) implements WatchEvent<T> {}

    /// The last state, with the resourceVersion of the deletion.
    record Deleted<T extends KubernetesObject>(T object) implements WatchEvent<T> {}

    /// Nothing older than this version will follow.
    ///
    /// @param initialEventsEnd what there was at the beginning has been sent
    record Bookmark<T extends KubernetesObject>(String resourceVersion, boolean initialEventsEnd)
            implements WatchEvent<T> {}

    /// The watch is over; 410 Gone means: list again.
    record Failed<T extends KubernetesObject>(ApiException error) implements WatchEvent<T> {}
}
