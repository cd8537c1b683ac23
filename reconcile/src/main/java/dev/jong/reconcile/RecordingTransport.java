package dev.jong.reconcile;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.client.Client;
import dev.jong.client.Deletion;
import dev.jong.client.ListOptions;
import dev.jong.client.ListPage;
import dev.jong.client.ObjectKey;
import dev.jong.client.Patch;
import dev.jong.client.Target;
import dev.jong.client.Transport;
import dev.jong.client.Watch;
import dev.jong.client.WriteOptions;
import java.util.Optional;

/// Notes every write of a reconciler in its [WriteLog].
public final class RecordingTransport implements Transport {
    private final Transport inner;

    private RecordingTransport(Transport inner) {
        this.inner = inner;
    }

    /// A client for reconcilers: what it writes within a reconciler is waited for before the next
    /// run.
    public static Client record(Client client) {
        return client.wrap(RecordingTransport::new);
    }

    @Override
    public <A extends KubernetesObject> A get(Target target, Kind<A> answer) {
        return inner.get(target, answer);
    }

    @Override
    public <T extends KubernetesObject> ListPage<T> list(
            Kind<T> kind, String namespace, ListOptions options) {
        return inner.list(kind, namespace, options);
    }

    @Override
    public <T extends KubernetesObject> Watch<T> watch(
            Kind<T> kind, String namespace, ListOptions options) {
        return inner.watch(kind, namespace, options);
    }

    @Override
    public <A extends KubernetesObject> A create(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options) {
        return wrote(target, inner.create(target, body, answer, options));
    }

    @Override
    public <A extends KubernetesObject> A update(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options) {
        return wrote(target, inner.update(target, body, answer, options));
    }

    @Override
    public <A extends KubernetesObject> A patch(
            Target target, Patch patch, Kind<A> answer, WriteOptions options) {
        return wrote(target, inner.patch(target, patch, answer, options));
    }

    @Override
    public <A extends KubernetesObject> Optional<A> delete(
            Target target, Kind<A> answer, Deletion deletion) {
        var left = inner.delete(target, answer, deletion);
        left.ifPresentOrElse(
                object -> wrote(target, object),
                () -> {
                    if (WriteLog.CURRENT.isBound() && target.subresource().isEmpty()) {
                        var key = new ObjectKey(target.namespace(), target.name());
                        WriteLog.CURRENT.get().removed(target.kind(), key);
                    }
                });
        return left;
    }

    @Override
    public void deleteCollection(
            Kind<?> kind, String namespace, Deletion deletion, ListOptions which) {
        inner.deleteCollection(kind, namespace, deletion, which);
    }

    @Override
    public byte[] raw(String path) {
        return inner.raw(path);
    }

    @Override
    public void close() {
        inner.close();
    }

    private static <A extends KubernetesObject> A wrote(Target target, A answer) {
        if (WriteLog.CURRENT.isBound()) {
            WriteLog.CURRENT.get().wrote(target.kind(), answer);
        }
        return answer;
    }
}
