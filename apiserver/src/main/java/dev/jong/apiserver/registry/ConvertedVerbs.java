package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.api.selector.FieldSelector;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.ObjectFormat;
import dev.jong.apiserver.watch.Tally;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A second version of a resource: everything goes through the verbs of the stored one.
final class ConvertedVerbs<T extends KubernetesObject, S extends KubernetesObject>
        implements Verbs<T> {
    private final Resource<T> resource;
    private final Verbs<S> stored;
    private final Conversion<T, S> conversion;
    private final ObjectFormat<T> format;

    ConvertedVerbs(Resource<T> resource, Verbs<S> stored, Conversion<T, S> conversion) {
        this.resource = resource;
        this.stored = stored;
        this.conversion = conversion;
        this.format = new ObjectFormat<>(resource.kind(), UnaryOperator.identity());
    }

    @Override
    public Resource<T> resource() {
        return resource;
    }

    @Override
    public Kind<S> stored() {
        return stored.resource().kind();
    }

    T fromStored(KubernetesObject object) {
        return conversion.served(stored().type().cast(object));
    }

    S toStoredVersion(KubernetesObject object) {
        return conversion.stored(resource.kind().type().cast(object));
    }

    @Override
    public Version<T> get(String namespace, String name, String resourceVersion) {
        return converted(stored.get(namespace, name, resourceVersion));
    }

    @Override
    public List<Notice.Of<T>> history(String namespace, String name) {
        return stored.history(namespace, name).stream()
                .map(past -> new Notice.Of<>(past.type(), converted(past.version()), null))
                .toList();
    }

    @Override
    public Listing<T> list(String namespace, ListQuery query) {
        return converted(stored.list(namespace, converted(query)));
    }

    @Override
    public int count() {
        return stored.count();
    }

    @Override
    public Optional<Tally> tally() {
        return Optional.empty();
    }

    @Override
    public int bytesOfOne() {
        return stored.bytesOfOne();
    }

    @Override
    public Watcher<T> watch(String namespace, ListQuery query, InitialEvents initialEvents) {
        return stored.watch(namespace, converted(query), initialEvents).converted(this::converted);
    }

    @Override
    public Version<T> create(String namespace, T object, WriteOptions options) {
        return converted(stored.create(namespace, toStored(object), as(options)));
    }

    @Override
    public Application<T> update(
            String namespace, String name, String subresource, T object, WriteOptions options) {
        return converted(
                stored.update(namespace, name, subresource, toStored(object), as(options)));
    }

    @Override
    public Version<T> change(
            String namespace,
            String name,
            String subresource,
            UnaryOperator<T> change,
            WriteOptions options) {
        UnaryOperator<S> storedChange = object -> toStored(change.apply(conversion.served(object)));
        return converted(stored.change(namespace, name, subresource, storedChange, as(options)));
    }

    @Override
    public Application<T> apply(
            String namespace,
            String name,
            String subresource,
            JsonObject config,
            WriteOptions options) {
        return converted(stored.apply(namespace, name, subresource, config, as(options)));
    }

    @Override
    public Version<T> change(
            String namespace,
            String name,
            Subresource.Part<T> part,
            UnaryOperator<T> change,
            WriteOptions options) {
        throw new UnsupportedOperationException("the server works on the stored version");
    }

    @Override
    public Deletion<T> delete(
            String namespace, String name, DeleteOptions options, WriteOptions write) {
        var deletion = stored.delete(namespace, name, options, as(write));
        return new Deletion<>(converted(deletion.last()), deletion.gone());
    }

    @Override
    public Listing<T> deleteCollection(
            String namespace, ListQuery query, DeleteOptions options, WriteOptions write) {
        return converted(stored.deleteCollection(namespace, converted(query), options, as(write)));
    }

    private WriteOptions as(WriteOptions options) {
        return options.as(
                new WriteOptions.Spoken(
                        resource.kind(),
                        this::fromStored,
                        object -> toStored(object, options.applied()),
                        conversion.rules()));
    }

    private S toStored(T object) {
        return toStored(object, false);
    }

    private S toStored(KubernetesObject object, boolean applied) {
        return conversion.stored(
                resource.defaults(applied).apply(resource.kind().type().cast(object)));
    }

    private Version<T> converted(Version<S> version) {
        return as(version, conversion.served(version.object()));
    }

    private Version<T> as(Version<S> version, T object) {
        return new Version<>(
                format, version.key(), version.revision(), format.encode(object), object);
    }

    private Application<T> converted(Application<S> application) {
        return new Application<>(converted(application.version()), application.created());
    }

    private Listing<T> converted(Listing<S> listing) {
        var objects =
                conversion
                        .fromStored()
                        .apply(listing.items().stream().map(Version::object).toList());
        var items = new ArrayList<Version<T>>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            items.add(as(listing.items().get(i), objects.get(i)));
        }
        return new Listing<>(
                List.copyOf(items),
                listing.revision(),
                listing.continueToken(),
                listing.remaining());
    }

    /// Custom versions each have selectable fields of their own: what is asked of these is asked of
    /// the converted object.
    private ListQuery converted(ListQuery query) {
        var own = new ArrayList<FieldSelector.Term>();
        var terms = new ArrayList<FieldSelector.Term>();
        var labels = FieldLabels.of(resource);
        for (var term : query.fields().terms()) {
            labels.demand(term.field());
            if (custom() && !term.field().startsWith("metadata.")) {
                own.add(term);
            } else {
                var field = conversion.fields().apply(term.field());
                terms.add(new FieldSelector.Term(field, term.equal(), term.value()));
            }
        }
        var of = query.withFields(new FieldSelector(terms));
        return own.isEmpty() ? of : of.and(stored -> matches(new FieldSelector(own), stored));
    }

    private boolean custom() {
        return resource.kind().type() == Unstructured.class;
    }

    private boolean matches(FieldSelector own, KubernetesObject stored) {
        var object = fromStored(stored);
        return own.matches(field -> read(object, field));
    }

    private String read(T object, String field) {
        var read = resource.fields().get(field);
        return read == null ? "" : read.apply(object);
    }
}
