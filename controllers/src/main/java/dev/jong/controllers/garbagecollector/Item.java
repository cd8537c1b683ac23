package dev.jong.controllers.garbagecollector;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.client.ObjectKey;
import java.util.Objects;

/// One object in the graph of owners; equal by uid.
record Item(Kind<?> kind, ObjectKey key, String uid) {
    static Item of(Kind<?> kind, KubernetesObject object) {
        return new Item(
                kind,
                ObjectKey.of(object),
                Objects.requireNonNullElse(object.metadata().uid(), ""));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item item && item.uid.equals(uid);
    }

    @Override
    public int hashCode() {
        return uid.hashCode();
    }
}
