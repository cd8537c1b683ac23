package dev.jong.api.rules;

import dev.jong.api.meta.v1.ObjectMeta;
import java.util.TreeMap;

/// Sets and removes one annotation.
public final class Annotations {
    private Annotations() {}

    public static ObjectMeta with(ObjectMeta metadata, String key, String value) {
        var annotations = new TreeMap<>(metadata.annotations());
        annotations.put(key, value);
        return metadata.withAnnotations(annotations);
    }

    public static ObjectMeta without(ObjectMeta metadata, String key) {
        var annotations = new TreeMap<>(metadata.annotations());
        annotations.remove(key);
        return metadata.withAnnotations(annotations);
    }
}
