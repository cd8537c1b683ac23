package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;

/// All objects of a resource at one revision.
public record Snapshot<T extends KubernetesObject>(Image<Version<T>> image, long revision) {}
