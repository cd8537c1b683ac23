package dev.jong.apiserver.resources.core;

import dev.jong.api.Kind;
import dev.jong.api.core.v1.Pod;
import java.util.List;

/// Kinds that exist in discovery only: the options of subresources that are streams.
final class Options {
    private Options() {}

    static Kind<Pod> kind(String name) {
        return new Kind<>(
                Pod.class,
                "",
                "v1",
                name,
                "",
                List.of(),
                List.of(),
                true,
                Pod.CODEC,
                Pod.KIND.schema());
    }
}
