package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.watch.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of objects.
///
/// @param continueToken empty on the last page
/// @param remaining how many follow, null when unknown or none
public record Listing<T extends KubernetesObject>(
        List<Version<T>> items, long revision, String continueToken, @Nullable Long remaining) {}
