package dev.jong.reconcile;

import dev.jong.api.KubernetesObject;
import dev.jong.client.ObjectKey;

/// Brings the world nearer to what one object wants.
///
/// Called by one worker at a time for each object, never before the caches have seen what the last
/// call for it wrote. An exception counts as [Outcome.Failed].
@FunctionalInterface
public interface Reconciler<T extends KubernetesObject> {
    /// Does what one object needs.
    ///
    /// @param object as the cache has it: may be older than the server's
    Outcome reconcile(T object);

    /// The object is no longer there.
    default Outcome gone(ObjectKey key) {
        return Outcome.done();
    }
}
