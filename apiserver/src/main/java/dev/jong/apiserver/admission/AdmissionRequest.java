package dev.jong.apiserver.admission;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.request.User;
import org.jspecify.annotations.Nullable;

/// What plugins look at.
///
/// @param kind of the request's body, in the version that is stored: for subresources with another
///   body (binding, eviction, scale) that one
/// @param resource plural name in the path
/// @param subresource empty for none
/// @param namespace empty for cluster-scoped objects
/// @param name empty for a create with `generateName` until it is generated
/// @param object as it would be stored; null for DELETE
/// @param old as stored; null for CREATE
/// @param origin what the client asked for in its own words
/// @param rounds how often plugins have changed the object
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
        User user,
        Origin origin,
        Rounds rounds) {

    /// What the client asked for.
    ///
    /// @param resource the kind that the path names, in the version that the client speaks; not the
    ///   kind of the body where a subresource has its own
    /// @param options `CreateOptions`, `UpdateOptions` or `DeleteOptions`; empty for CONNECT
    public record Origin(Kind<?> resource, JsonObject options) {}

    /// A request for objects of `kind` themselves.
    public AdmissionRequest(
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
        this(
                operation,
                kind,
                resource,
                subresource,
                namespace,
                name,
                object,
                old,
                dryRun,
                user,
                new Origin(kind, JsonObject.EMPTY),
                new Rounds());
    }

    /// The same with another object, under that object's name.
    public AdmissionRequest withObject(KubernetesObject changed) {
        return new AdmissionRequest(
                operation,
                kind,
                resource,
                subresource,
                namespace,
                changed.name().isEmpty() ? name : changed.name(),
                changed,
                old,
                dryRun,
                user,
                origin,
                rounds);
    }

    /// Whether this is about objects of that kind themselves (no subresource).
    public boolean isFor(Kind<?> wanted) {
        return subresource.isEmpty()
                && kind.plural().equals(wanted.plural())
                && kind.group().equals(wanted.group());
    }
}
