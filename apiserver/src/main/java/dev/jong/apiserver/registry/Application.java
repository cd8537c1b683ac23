package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.watch.Version;

/// What an update or an apply led to.
///
/// @param created whether there was no such object before
public record Application<T extends KubernetesObject>(Version<T> version, boolean created) {}
