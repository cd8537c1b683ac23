package dev.jong.apiserver.registry;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.apiserver.validation.SelectorRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What `metadata` must obey, for every kind.
public final class MetadataRules {
    private static final FieldPath METADATA = FieldPath.of("metadata");

    private static final Set<String> STANDARD =
            Set.of("kubernetes", "orphan", "foregroundDeletion");

    private MetadataRules() {}

    /// @param names the kind's rule for names
    public static List<FieldError> check(
            ObjectMeta metadata, boolean namespaced, Function<String, List<String>> names) {
        return check(metadata, namespaced, names, METADATA);
    }

    /// @param at where the metadata stands: embedded objects have their own
    public static List<FieldError> check(
            ObjectMeta metadata,
            boolean namespaced,
            Function<String, List<String>> names,
            FieldPath at) {
        var errors = new FieldErrors();
        var generateName = metadata.generateName();
        if (generateName != null) {
            errors.invalidEach(
                    at.child("generateName"),
                    generateName,
                    names.apply(Names.maskTrailingDash(generateName)));
        }
        var name = Metadata.name(metadata);
        if (name.isEmpty()) {
            errors.required(at.child("name"), "name or generateName is required");
        } else {
            errors.invalidEach(at.child("name"), name, names.apply(name));
        }
        if (namespaced) {
            errors.invalidEach(
                    at.child("namespace"),
                    Metadata.namespace(metadata),
                    Names.label(Metadata.namespace(metadata)));
        }
        metadata.labels()
                .forEach((key, value) -> {
                    errors.invalidEach(at.child("labels"), key, Labels.key(key));
                    errors.invalidEach(at.child("labels"), value, Labels.value(value));
                });
        if (metadata.generation() < 0) {
            errors.notNegative(at.child("generation"), metadata.generation());
        }
        SelectorRules.annotations(metadata.annotations(), at.child("annotations"), errors);
        owners(metadata.ownerReferences(), at, errors);
        finalizers(metadata.finalizers(), at, errors);
        return errors.list();
    }

    public static List<FieldError> checkUpdate(ObjectMeta now, ObjectMeta old) {
        var errors = new FieldErrors();
        if (old.deletionTimestamp() != null) {
            var added = new HashSet<>(now.finalizers());
            old.finalizers().forEach(added::remove);
            if (!added.isEmpty()) {
                errors.forbidden(
                        METADATA.child("finalizers"),
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                                + quoted(added.stream().sorted().toList()));
            }
        }
        errors.immutable(METADATA.child("name"), now.name(), old.name());
        errors.immutable(METADATA.child("namespace"), now.namespace(), old.namespace());
        errors.immutable(METADATA.child("uid"), now.uid(), old.uid());
        errors.immutable(
                METADATA.child("creationTimestamp"),
                now.creationTimestamp(),
                old.creationTimestamp());
        errors.immutable(
                METADATA.child("deletionTimestamp"),
                now.deletionTimestamp(),
                old.deletionTimestamp());
        errors.immutable(
                METADATA.child("deletionGracePeriodSeconds"),
                now.deletionGracePeriodSeconds(),
                old.deletionGracePeriodSeconds());
        return errors.list();
    }

    private static String quoted(List<String> all) {
        return "[]string{"
                + String.join(", ", all.stream().map(text -> '"' + text + '"').toList())
                + "}";
    }

    private static void owners(List<OwnerReference> owners, FieldPath at, FieldErrors errors) {
        var path = at.child("ownerReferences");
        OwnerReference controller = null;
        for (var owner : owners) {
            if (versionOf(owner.apiVersion()).isEmpty()) {
                errors.invalid(
                        path.child("apiVersion"), owner.apiVersion(), "version must not be empty");
            }
            if (owner.kind().isEmpty()) {
                errors.invalid(path.child("kind"), owner.kind(), "must not be empty");
            }
            if (owner.name().isEmpty()) {
                errors.invalid(path.child("name"), owner.name(), "must not be empty");
            }
            if (owner.uid().isEmpty()) {
                errors.invalid(path.child("uid"), owner.uid(), "must not be empty");
            }
            if (owner.apiVersion().equals("v1") && owner.kind().equals("Event")) {
                errors.invalid(
                        path, written(owner), "/v1, Kind=Event is disallowed from being an owner");
            }
            if (Boolean.TRUE.equals(owner.controller())) {
                if (controller != null) {
                    errors.invalid(
                            path,
                            written(owners),
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller.kind()
                                    + "/"
                                    + controller.name()
                                    + " and "
                                    + owner.kind()
                                    + "/"
                                    + owner.name());
                }
                controller = owner;
            }
        }
    }

    /// What stands behind the group; "" where there is more than one slash.
    private static String versionOf(String apiVersion) {
        var slash = apiVersion.indexOf('/');
        return slash == apiVersion.lastIndexOf('/') ? apiVersion.substring(slash + 1) : "";
    }

    private static FieldError.Written written(OwnerReference owner) {
        return new FieldError.Written(Json.text(Json.tree(owner, OwnerReference.CODEC)));
    }

    private static FieldError.Written written(List<OwnerReference> owners) {
        return new FieldError.Written(
                owners.stream()
                        .map(owner -> written(owner).json())
                        .collect(Collectors.joining(",", "[", "]")));
    }

    /// Those without a domain are upstream's own (`core` ValidateObjectMeta, not asked of
    /// definitions, their objects, and other servers).
    public static List<FieldError> standardFinalizers(ObjectMeta metadata) {
        var errors = new FieldErrors();
        for (int i = 0; i < metadata.finalizers().size(); i++) {
            var finalizer = metadata.finalizers().get(i);
            if (!finalizer.contains("/") && !STANDARD.contains(finalizer)) {
                errors.invalid(
                        METADATA.child("finalizers").index(i),
                        finalizer,
                        "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
        return errors.list();
    }

    private static void finalizers(List<String> finalizers, FieldPath at, FieldErrors errors) {
        var path = at.child("finalizers");
        for (var finalizer : finalizers) {
            errors.invalidEach(path, finalizer, Labels.key(finalizer));
        }
        if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
            errors.invalid(
                    path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }
}
