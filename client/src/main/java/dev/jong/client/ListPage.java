package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.List;

/// One answer to a list.
///
/// @param continueToken "" on the last page
public record ListPage<T extends KubernetesObject>(
        String resourceVersion, String continueToken, List<T> items) {
    public ListPage {
        items = List.copyOf(items);
    }
}
