package dev.jong.apiserver.route;

import dev.jong.api.KubernetesObject;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Owners that an object names twice: they are forgiven, with a warning.
final class OwnerReferences {
    private OwnerReferences() {}

    /// The object with each of its owners once.
    static <T extends KubernetesObject> T created(T object) {
        return once(object, "");
    }

    /// As [#created], for what a patch made.
    static <T extends KubernetesObject> T patched(T object) {
        return once(object, " after mutating admission happens");
    }

    @SuppressWarnings("unchecked")
    private static <T extends KubernetesObject> T once(T object, String when) {
        var all = object.metadata().ownerReferences();
        var kept = new LinkedHashSet<OwnerReference>();
        var doubled = new ArrayList<String>();
        for (var owner : all) {
            if (!kept.add(owner)) {
                doubled.add(owner.uid());
            }
        }
        if (doubled.isEmpty()) {
            return object;
        }
        RequestContext.current()
                .warnings()
                .add(
                        ".metadata.ownerReferences contains duplicate entries"
                                + when
                                + "; API server dedups owner references in 1.20+, and may reject such"
                                + " requests as early as 1.24; please fix your requests; duplicate UID(s)"
                                + " observed: "
                                + String.join(", ", doubled));
        return (T) object.withMetadata(object.metadata().withOwnerReferences(List.copyOf(kept)));
    }
}
