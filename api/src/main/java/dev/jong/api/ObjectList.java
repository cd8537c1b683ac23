package dev.jong.api;

import dev.jong.api.meta.v1.ListMeta;
import java.util.List;

/// A list of any kind; `Kind.listCodec()` reads and writes it.
public record ObjectList<T>(ListMeta metadata, List<T> items) implements KubernetesList<T> {
    public ObjectList {
        items = List.copyOf(items);
    }
}
