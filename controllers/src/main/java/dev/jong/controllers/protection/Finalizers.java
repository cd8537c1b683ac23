package dev.jong.controllers.protection;

import dev.jong.api.meta.v1.ObjectMeta;
import java.util.ArrayList;

/// Adds and takes away one finalizer.
final class Finalizers {
    private Finalizers() {}

    static boolean has(ObjectMeta metadata, String finalizer) {
        return metadata.finalizers().contains(finalizer);
    }

    static ObjectMeta with(ObjectMeta metadata, String finalizer) {
        var more = new ArrayList<>(metadata.finalizers());
        more.add(finalizer);
        return metadata.withFinalizers(more);
    }

    static ObjectMeta without(ObjectMeta metadata, String finalizer) {
        return metadata.withFinalizers(
                metadata.finalizers().stream().filter(each -> !each.equals(finalizer)).toList());
    }
}
