package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Charge;
import dev.jong.apiserver.registry.StoredVerbs.Surroundings;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.watch.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// update and patch of one resource and of its parts.
final class Updating<T extends KubernetesObject> {
    private final Resource<T> resource;
    private final ObjectStore<T> objects;
    private final Surroundings around;
    private final Allocation<T> allocation;
    private final Creating<T> creating;
    private final Deleting<T> deleting;
    private final Preconditions<T> preconditions;
    private final Ownership<T> ownership;
    private final AdmissionRequests requests;

    Updating(
            Resource<T> resource,
            ObjectStore<T> objects,
            Surroundings around,
            Allocation<T> allocation,
            Creating<T> creating,
            Deleting<T> deleting) {
        this.resource = resource;
        this.objects = objects;
        this.around = around;
        this.allocation = allocation;
        this.creating = creating;
        this.deleting = deleting;
        this.preconditions = new Preconditions<>(resource, objects.groupResource());
        this.ownership = new Ownership<>(resource, around.clock());
        this.requests = new AdmissionRequests(resource.kind());
    }

    /// @param toCreate what to create when there is no such object and the resource allows that;
    ///   null for patches
    Application<T> update(
            String namespace,
            String name,
            String subresource,
            UnaryOperator<T> change,
            @Nullable T toCreate,
            WriteOptions options) {
        var body = toCreate == null ? body(subresource) : body(subresource).replacing();
        while (true) {
            var found = objects.find(namespace, name);
            if (found.isEmpty()) {
                if (toCreate == null || !resource.createOnUpdate() || !subresource.isEmpty()) {
                    throw objects.notFound(name);
                }
                var made = creating.create(namespace, withoutVersion(toCreate), options);
                return new Application<>(made, true);
            }
            var done = tryUpdate(found.get(), body, change, options);
            if (done.isPresent()) {
                return new Application<>(done.get(), false);
            }
        }
    }

    Version<T> change(
            String namespace,
            String name,
            Subresource.Part<T> part,
            UnaryOperator<T> change,
            WriteOptions options) {
        var body = new Body<>(part.name(), part, null, false);
        while (true) {
            var done = tryUpdate(objects.get(namespace, name), body, change, options.asAdmitted());
            if (done.isPresent()) {
                return done.get();
            }
        }
    }

    /// Lays a configuration over the object, or makes one of it.
    Application<T> apply(
            String namespace,
            String name,
            String subresource,
            JsonObject config,
            WriteOptions options) {
        var applied = options.asApplied();
        var body = body(subresource);
        while (true) {
            var found = objects.find(namespace, name);
            if (found.isEmpty()) {
                if (!subresource.isEmpty()) {
                    throw objects.notFound(name);
                }
                if (!config.object("metadata").has("name")) {
                    throw ApiException.badRequest(
                            "the name of the object ("
                                    + name
                                    + " based on URL) was undeterminable: name must be provided");
                }
                preconditions.checkNew(config.object("metadata"), name);
                var fresh = withoutVersion(ownership.applied(null, config, subresource, options));
                return new Application<>(creating.create(namespace, fresh, applied), true);
            }
            var done =
                    tryUpdate(
                            found.get(),
                            body,
                            live -> {
                                var asked = ownership.applied(live, config, subresource, options);
                                body.demandScale(asked);
                                return asked;
                            },
                            applied);
            if (done.isPresent()) {
                return new Application<>(done.get(), false);
            }
        }
    }

    private T withoutVersion(T object) {
        return Metadata.map(object, metadata -> metadata.withResourceVersion(null));
    }

    /// What of an object a request is about.
    ///
    /// @param subresource empty for the object itself
    /// @param part null for the object itself, and for its scale
    /// @param scaling null for everything else
    /// @param replaces the whole object was sent, not a patch
    private record Body<T extends KubernetesObject>(
            String subresource,
            Subresource.@Nullable Part<T> part,
            Subresource.@Nullable Scaling<T> scaling,
            boolean replaces) {
        Body<T> replacing() {
            return new Body<>(subresource, part, scaling, true);
        }

        /// The object as the request's body has it.
        KubernetesObject shown(T object) {
            return scaling == null ? object : scaling.scale(object);
        }

        void demandScale(T asked) {
            if (scaling != null) {
                scaling.demandValid(scaling.scale(asked), asked);
            }
        }

        @SuppressWarnings("unchecked")
        T taken(T object, KubernetesObject admitted) {
            return scaling == null ? (T) admitted : scaling.scaled(object, (Scale) admitted);
        }
    }

    private Body<T> body(String subresource) {
        if (subresource.isEmpty()) {
            return new Body<>("", null, null, false);
        }
        return switch (resource.subresources().get(subresource)) {
            case Subresource.Part<T> part -> new Body<>(subresource, part, null, false);
            case Subresource.Scaling<T> scaling -> new Body<>(subresource, null, scaling, false);
            case null, default -> throw ApiException.resourceNotFound();
        };
    }

    /// Empty when somebody else was faster.
    private Optional<Version<T>> tryUpdate(
            Version<T> current, Body<T> body, UnaryOperator<T> change, WriteOptions options) {
        var old = current.object();
        var asked = change.apply(old);
        preconditions.checkUpdate(asked, old, body.replaces());
        var placed =
                Metadata.inNamespace(
                        asked, Metadata.namespace(old.metadata()), resource.kind().namespaced());
        var untracked =
                Metadata.map(
                        resource.defaults(options.applied()).apply(placed),
                        metadata -> Metadata.kept(metadata, old.metadata()));
        var kept = ownership.updated(untracked, old, body.subresource(), options);
        if (options.admitted()) {
            return write(current, null, prepared(body, kept, old, options), options);
        }
        var shown = body.shown(kept);
        var request = requests.update(body.subresource(), shown, body.shown(old), options);
        var admitted = body.taken(kept, around.admission().mutate(request, shown));
        var prepared = prepared(body, admitted, old, options);
        var admission = request.withObject(body.shown(prepared));
        around.admission().validate(admission);
        return write(current, admission, prepared, options);
    }

    private T prepared(Body<T> body, T admitted, T old, WriteOptions options) {
        var merged =
                resource.stamp()
                        .stamp(merge(body.part(), admitted, old), old, around.clock().instant());
        var prepared = counted(merged, old, body.part());
        validate(body.part(), prepared, old, options);
        return prepared;
    }

    private Optional<Version<T>> write(
            Version<T> current,
            @Nullable AdmissionRequest admission,
            T prepared,
            WriteOptions options) {
        var old = current.object();
        if (deleting.finished(prepared)) {
            return options.dryRun()
                    ? Optional.of(objects.unstored(prepared, current))
                    : deleting.remove(current).map(gone -> replaced(gone, prepared));
        }
        if (prepared.equals(old) && !objects.wantsRewrite(old)) {
            return Optional.of(current);
        }
        var charge = admission == null ? Charge.NONE : around.admission().charge(admission);
        boolean stored = false;
        try {
            var written = store(current, prepared, options);
            stored = written.isPresent();
            return written;
        } finally {
            if (!stored) {
                charge.giveBack();
            }
        }
    }

    private Optional<Version<T>> store(Version<T> current, T prepared, WriteOptions options) {
        var old = current.object();
        var complete = allocation.allocate(prepared, old, options.dryRun());
        if (options.dryRun()) {
            return Optional.of(objects.unstored(complete, current));
        }
        boolean stored = false;
        boolean undecided = false;
        try {
            var written = objects.update(complete, current);
            stored = written.isPresent();
            if (stored) {
                allocation.done(complete, old);
            }
            return written;
        } catch (ApiException e) {
            // Perhaps it is stored: what it holds stays taken.
            undecided = ObjectStore.isUndecided(e);
            throw e;
        } finally {
            if (!stored && !undecided) {
                allocation.undo(complete, old);
            }
        }
    }

    /// The answer to an update that took the last finalizer away: the object as asked, at the
    /// revision of its end.
    private Version<T> replaced(Version<T> gone, T prepared) {
        return objects.unstored(prepared, gone);
    }

    private T merge(Subresource.@Nullable Part<T> part, T now, T old) {
        if (part == null) {
            return resource.beforeUpdate().apply(now, old);
        }
        var merged = part.merge().apply(now, old);
        return Metadata.with(
                merged, resource.metadataThroughPart(part.name(), now.metadata(), old.metadata()));
    }

    private T counted(T now, T old, Subresource.@Nullable Part<T> part) {
        if (!resource.counted() || part != null && !part.counted()) {
            return now;
        }
        boolean changed =
                part == null && !Metadata.with(now, old.metadata()).equals(old)
                        || resource.generationChanged().test(now, old);
        return changed
                ? Metadata.map(
                        now,
                        metadata ->
                                metadata.withGeneration(Metadata.generation(old.metadata()) + 1))
                : now;
    }

    private List<FieldError> changed(T now, T old) {
        var errors = new ArrayList<FieldError>();
        if (!resource.ratchets()) {
            errors.addAll(resource.validate().apply(now));
        }
        errors.addAll(resource.validateUpdate().apply(now, old));
        return errors;
    }

    private void validate(Subresource.@Nullable Part<T> part, T now, T old, WriteOptions options) {
        var errors = new ArrayList<FieldError>();
        errors.addAll(
                MetadataRules.check(now.metadata(), resource.kind().namespaced(), _ -> List.of()));
        errors.addAll(MetadataRules.checkUpdate(now.metadata(), old.metadata()));
        if (part == null) {
            if (resource.builtIn()) {
                errors.addAll(MetadataRules.standardFinalizers(now.metadata()));
            }
            errors.addAll(options.errors(now, old).orElseGet(() -> changed(now, old)));
        } else {
            errors.addAll(part.validate().apply(now, old));
        }
        Creating.refuse(resource, now, errors);
        if (part == null) {
            var warnings = RequestContext.current().warnings();
            resource.warnings().apply(now, old).forEach(warnings::add);
        }
    }
}
