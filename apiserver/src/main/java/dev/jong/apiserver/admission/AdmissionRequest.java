package dev.jong.apiserver.admission;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.request.User;
import org.jspecify.annotations.Nullable;

/// What plugins look at.
///
/// @param kind of the request's body: for subresources with another body (binding, eviction, scale)
///   that one
/// @param resource plural name in the path
/// @param subresource empty for none
/// @param namespace empty for cluster-scoped objects
/// @param name empty for a create with `generateName`
/// @param object as it would be stored; null for DELETE
/// @param old as stored; null for CREATE
/// @param options body of the request's options in short
public record AdmissionRequest(
        Operation operation,
        Kind<?> kind,
        String resource,
        String subresource,
        String namespace,
        String name,
        @Nullable KubernetesObject object,
        @Nullable KubernetesObject old,
        boolean dryRun,
        User user) {

    public AdmissionRequest withObject(KubernetesObject changed) {
        return new AdmissionRequest(
                operation,
                kind,
                resource,
                subresource,
                namespace,
                name,
                changed,
                old,
                dryRun,
                user);
    }

    /// Whether this is about objects of that kind themselves (no subresource).
    public boolean isFor(Kind<?> wanted) {
        return subresource.isEmpty()
                && kind.plural().equals(wanted.plural())
                && kind.group().equals(wanted.group());
    }
}
