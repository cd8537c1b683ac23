package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.watch.Version;

/// What came of a delete.
///
/// @param last the object as it was, or as it now stands while it waits for its end
/// @param gone false while finalizers or a grace period keep it
public record Deletion<T extends KubernetesObject>(Version<T> last, boolean gone) {}
