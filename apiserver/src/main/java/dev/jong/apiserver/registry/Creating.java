package dev.jong.apiserver.registry;

import dev.jong.api.GroupKind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.registry.StoredVerbs.Surroundings;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.watch.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// create of one resource.
final class Creating<T extends KubernetesObject> {
    /// As often as upstream: with five random characters the next name is free as good as always.
    private static final int NAMES_TRIED = 8;

    private final Resource<T> resource;
    private final ObjectStore<T> objects;
    private final Surroundings around;
    private final Allocation<T> allocation;
    private final Ownership<T> ownership;
    private final AdmissionRequests requests;

    Creating(
            Resource<T> resource,
            ObjectStore<T> objects,
            Surroundings around,
            Allocation<T> allocation) {
        this.resource = resource;
        this.objects = objects;
        this.around = around;
        this.allocation = allocation;
        this.ownership = new Ownership<>(resource, around.clock());
        this.requests = new AdmissionRequests(resource.kind());
    }

    Version<T> create(String namespace, T asked, WriteOptions options) {
        var metadata = asked.metadata();
        if (metadata.resourceVersion() != null && !options.dryRun()) {
            throw ApiException.badRequest(
                    "resourceVersion should not be set on objects to be created");
        }
        var placed = Metadata.inNamespace(asked, namespace, resource.kind().namespaced());
        var fresh =
                Metadata.map(resource.defaults(options.applied()).apply(placed), Metadata::unborn);
        var owned = ownership.created(fresh, options);
        var request = requests.create(owned, options);
        var admitted = options.admitted() ? owned : admitted(request, owned);
        boolean named =
                !Metadata.name(admitted.metadata()).isEmpty()
                        || admitted.metadata().generateName() == null;
        for (int attempt = 1; ; attempt++) {
            var created = tryCreate(request, admitted, options);
            if (created.version() != null) {
                return created.version();
            }
            if (named || attempt == NAMES_TRIED) {
                throw named
                        ? ApiException.alreadyExists(objects.groupResource(), created.name())
                        : ApiException.generatedNameExists(objects.groupResource(), created.name());
            }
        }
    }

    private record Attempt<T extends KubernetesObject>(String name, @Nullable Version<T> version) {}

    private Attempt<T> tryCreate(AdmissionRequest request, T admitted, WriteOptions options) {
        var now = around.clock().instant();
        var born =
                Metadata.map(admitted, metadata -> Metadata.born(metadata, now, around.random()));
        var prepared =
                resource.stamp().stamp(resource.beforeCreate().apply(counted(born)), null, now);
        validate(prepared, options);
        var complete = allocation.allocate(prepared, null, options.dryRun());
        boolean held = options.dryRun();
        try {
            warn(complete);
            var attempt = allocated(request, complete, options);
            held |= attempt.version() != null;
            return attempt;
        } catch (ApiException e) {
            // Perhaps it is stored: what it holds stays taken.
            held |= ObjectStore.isUndecided(e);
            throw e;
        } finally {
            if (!held) {
                allocation.undo(complete, null);
            }
        }
    }

    private Attempt<T> allocated(AdmissionRequest request, T complete, WriteOptions options) {
        if (options.admitted()) {
            return store(complete, options);
        }
        var admission = request.withObject(complete);
        around.admission().validate(admission);
        var charge = around.admission().charge(admission);
        boolean stored = false;
        try {
            var attempt = store(complete, options);
            stored = attempt.version() != null;
            return attempt;
        } finally {
            if (!stored) {
                charge.giveBack();
            }
        }
    }

    private Attempt<T> store(T complete, WriteOptions options) {
        var name = Metadata.name(complete.metadata());
        if (options.dryRun()) {
            boolean exists =
                    objects.find(Metadata.namespace(complete.metadata()), name).isPresent();
            return new Attempt<>(name, exists ? null : objects.unstored(complete));
        }
        var version = objects.create(complete);
        if (version.isPresent()) {
            allocation.done(complete, null);
        }
        return new Attempt<>(name, version.orElse(null));
    }

    private T counted(T object) {
        return resource.counted()
                ? Metadata.map(object, metadata -> metadata.withGeneration(1L))
                : object;
    }

    private void validate(T object, WriteOptions options) {
        var errors = new ArrayList<FieldError>();
        var own = options.errors(object, null);
        errors.addAll(
                MetadataRules.check(
                        object.metadata(),
                        resource.kind().namespaced(),
                        own.isPresent() ? _ -> List.of() : resource.names()));
        if (resource.builtIn()) {
            errors.addAll(MetadataRules.standardFinalizers(object.metadata()));
        }
        errors.addAll(own.orElseGet(() -> resource.validate().apply(object)));
        refuse(resource, object, errors);
    }

    static <T extends KubernetesObject> void refuse(
            Resource<T> resource, T object, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(
                    new GroupKind(resource.kind().group(), resource.kind().name()),
                    Metadata.name(object.metadata()),
                    errors);
        }
    }

    private void warn(T object) {
        var warnings = RequestContext.current().warnings();
        resource.warnings().apply(object, null).forEach(warnings::add);
    }

    @SuppressWarnings("unchecked")
    private T admitted(AdmissionRequest request, T object) {
        return (T) around.admission().mutate(request, object);
    }
}
