package dev.jong.api;

import dev.jong.api.meta.v1.ListMeta;
import java.util.List;

/// A list as the wire has it.
public interface KubernetesList<T> {
    ListMeta metadata();

    List<T> items();
}
