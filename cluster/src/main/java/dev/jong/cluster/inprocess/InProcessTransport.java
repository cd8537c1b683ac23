package dev.jong.cluster.inprocess;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Binding;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.api.meta.v1.Preconditions;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.Selector;
import dev.jong.apiserver.action.PodBinding;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.route.Patching;
import dev.jong.client.Deletion;
import dev.jong.client.ListOptions;
import dev.jong.client.ListPage;
import dev.jong.client.Patch;
import dev.jong.client.Target;
import dev.jong.client.Transport;
import dev.jong.client.Watch;
import dev.jong.client.WriteOptions;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks the registry of the API server in this process, after asking whether it may: objects are
/// shared, nothing is encoded. What the registry does not do itself (server-side apply,
/// subresources with a handler other than `binding`, reviews, discovery) goes over the wire like
/// anybody's request.
public final class InProcessTransport implements Transport {
    private final Registry registry;
    private final PodBinding binding;
    private final User user;
    private final Permission permission;
    private final Supplier<Transport> connect;
    private @Nullable Transport connection; // guarded by this

    /// @param binding puts Pods on nodes: no other subresource is posted to as often
    /// @param authorizer decides what `user`, whom admission sees, may do
    /// @param connect the same server by HTTP, as the same user: asked when first needed, closed
    ///   with this
    public InProcessTransport(
            Registry registry,
            PodBinding binding,
            Authorizer authorizer,
            User user,
            Supplier<Transport> connect) {
        this.registry = registry;
        this.binding = binding;
        this.user = user;
        this.permission = new Permission(authorizer, user);
        this.connect = connect;
    }

    @Override
    public <A extends KubernetesObject> A get(Target target, Kind<A> answer) {
        if (!isWhole(target)) {
            return wire().get(target, answer);
        }
        permission.demand("get", target);
        return as(() -> registry.of(answer).get(target.namespace(), target.name()).object());
    }

    @Override
    public <T extends KubernetesObject> ListPage<T> list(
            Kind<T> kind, String namespace, ListOptions options) {
        permission.demand("list", kind, namespace, options);
        return as(() -> {
            var listing = registry.of(kind).list(namespace, query(options));
            var items = listing.items().stream().map(version -> version.object()).toList();
            return new ListPage<>(
                    Long.toString(listing.revision()), listing.continueToken(), items);
        });
    }

    @Override
    public <T extends KubernetesObject> Watch<T> watch(
            Kind<T> kind, String namespace, ListOptions options) {
        permission.demand("watch", kind, namespace, options);
        var watcher =
                as(() ->
                        registry.of(kind)
                                .watch(
                                        namespace,
                                        query(options),
                                        options.sendInitialEvents()
                                                ? InitialEvents.WANTED
                                                : InitialEvents.UNSAID));
        return new InProcessWatch<>(watcher, options.bookmarks(), options.timeout());
    }

    @Override
    public <A extends KubernetesObject> A create(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options) {
        if (target.subresource().equals("binding") && body instanceof Binding wanted) {
            permission.demand("create", target);
            as(() -> binding.bind(target.namespace(), target.name(), wanted, write(options)));
            return answer.type().cast(body);
        }
        if (!isWhole(target) || !isStored(target.kind())) {
            return wire().create(target, body, answer, options);
        }
        permission.demand("create", target);
        return as(() ->
                registry.of(answer)
                        .create(target.namespace(), answer.type().cast(body), write(options))
                        .object());
    }

    @Override
    public <A extends KubernetesObject> A update(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options) {
        if (!isWhole(target) && !isPart(registry.of(target.kind()), target.subresource())) {
            return wire().update(target, body, answer, options);
        }
        permission.demand("update", target);
        return as(() ->
                registry.of(answer)
                        .update(
                                target.namespace(),
                                target.name(),
                                target.subresource(),
                                answer.type().cast(body),
                                write(options))
                        .version()
                        .object());
    }

    @Override
    public <A extends KubernetesObject> A patch(
            Target target, Patch patch, Kind<A> answer, WriteOptions options) {
        var verbs = registry.of(answer);
        if (patch instanceof Patch.Apply
                || (!isWhole(target) && !isPart(verbs, target.subresource()))) {
            return wire().patch(target, patch, answer, options);
        }
        permission.demand("patch", target);
        var patching = Patching.of(type(patch), patch.body());
        return RequestContext.of(user)
                .doing("patch")
                .call(() -> changed(verbs, target, patching, write(options)));
    }

    private static <T extends KubernetesObject> T changed(
            Verbs<T> verbs,
            Target target,
            Patching patching,
            dev.jong.apiserver.registry.WriteOptions options) {
        var kind = verbs.resource().kind();
        return verbs.change(
                        target.namespace(),
                        target.name(),
                        target.subresource(),
                        object -> patching.apply(object, kind),
                        options)
                .object();
    }

    private static Patching.Type type(Patch patch) {
        return switch (patch) {
            case Patch.Json _ -> Patching.Type.JSON;
            case Patch.Merge _ -> Patching.Type.MERGE;
            case Patch.Strategic _ -> Patching.Type.STRATEGIC;
            case Patch.Apply _ -> Patching.Type.APPLY;
        };
    }

    @Override
    public <A extends KubernetesObject> Optional<A> delete(
            Target target, Kind<A> answer, Deletion deletion) {
        if (!isWhole(target)) {
            return wire().delete(target, answer, deletion);
        }
        permission.demand("delete", target);
        return as(() -> {
            var deleted =
                    registry.of(answer)
                            .delete(
                                    target.namespace(),
                                    target.name(),
                                    deleteOptions(deletion),
                                    write(deletion));
            return deleted.gone() ? Optional.empty() : Optional.of(deleted.last().object());
        });
    }

    @Override
    public void deleteCollection(
            Kind<?> kind, String namespace, Deletion deletion, ListOptions which) {
        permission.demand("deletecollection", kind, namespace, which);
        as(() ->
                registry.of(kind)
                        .deleteCollection(
                                namespace, query(which), deleteOptions(deletion), write(deletion)));
    }

    @Override
    public byte[] raw(String path) {
        return wire().raw(path);
    }

    @Override
    public synchronized void close() {
        var open = connection;
        if (open != null) {
            open.close();
        }
    }

    private synchronized Transport wire() {
        var open = connection;
        if (open == null) {
            open = connect.get();
            connection = open;
        }
        return open;
    }

    private <R> R as(Supplier<R> action) {
        return RequestContext.of(user).call(action::get);
    }

    private static boolean isWhole(Target target) {
        return target.subresource().isEmpty();
    }

    /// Reviews are answered, never stored.
    private boolean isStored(Kind<?> kind) {
        return registry.find(kind.group(), kind.version(), kind.plural()).isPresent();
    }

    private static boolean isPart(Verbs<?> verbs, String subresource) {
        return verbs.resource().subresources().get(subresource) instanceof Subresource.Part;
    }

    private static ListQuery query(ListOptions options) {
        return new ListQuery(
                Selector.parse(options.labelSelector()),
                FieldSelector.parse(options.fieldSelector()),
                options.resourceVersion(),
                options.resourceVersionMatch(),
                options.limit(),
                options.continueToken());
    }

    private static dev.jong.apiserver.registry.WriteOptions write(WriteOptions options) {
        return new dev.jong.apiserver.registry.WriteOptions(
                options.dryRun(), options.fieldManager(), false);
    }

    private static dev.jong.apiserver.registry.WriteOptions write(Deletion deletion) {
        return new dev.jong.apiserver.registry.WriteOptions(deletion.dryRun(), "", false);
    }

    private static DeleteOptions deleteOptions(Deletion deletion) {
        var propagation = deletion.propagation();
        var options =
                DeleteOptions.builder()
                        .gracePeriodSeconds(deletion.graceSeconds())
                        .propagationPolicy(propagation == null ? null : propagation.text());
        if (deletion.uid() != null || deletion.resourceVersion() != null) {
            options.preconditions(
                    Preconditions.builder()
                            .uid(deletion.uid())
                            .resourceVersion(deletion.resourceVersion())
                            .build());
        }
        return options.build();
    }
}
