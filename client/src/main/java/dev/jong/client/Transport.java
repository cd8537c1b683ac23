package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import java.util.Optional;

/// The verbs of the API, by HTTP or within the process.
///
/// Every method blocks and throws [dev.jong.api.errors.ApiException] where the server refuses, or
/// [ClientException] where it cannot be asked. All methods may be called by many threads. In the
/// process objects are shared: what one side gives the other sees, uncopied.
public interface Transport extends AutoCloseable {
    /// Reads an object, or one of its subresources.
    ///
    /// @param answer the kind of what comes back: the target's own, or a subresource's
    <A extends KubernetesObject> A get(Target target, Kind<A> answer);

    <T extends KubernetesObject> ListPage<T> list(
            Kind<T> kind, String namespace, ListOptions options);

    <T extends KubernetesObject> Watch<T> watch(
            Kind<T> kind, String namespace, ListOptions options);

    /// Creates an object in the target collection, or posts to the target's subresource (`binding`,
    /// `eviction`, `token`).
    <A extends KubernetesObject> A create(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options);

    /// Replaces the target, or its subresource.
    <A extends KubernetesObject> A update(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options);

    <A extends KubernetesObject> A patch(
            Target target, Patch patch, Kind<A> answer, WriteOptions options);

    /// Answers the object as it is now if it still exists (finalizers, grace), else empty.
    <A extends KubernetesObject> Optional<A> delete(
            Target target, Kind<A> answer, Deletion deletion);

    void deleteCollection(Kind<?> kind, String namespace, Deletion deletion, ListOptions which);

    /// The JSON of a path that serves no objects: `/version`, `/apis`, `/api/v1`, `/healthz`.
    byte[] raw(String path);

    @Override
    void close();
}
