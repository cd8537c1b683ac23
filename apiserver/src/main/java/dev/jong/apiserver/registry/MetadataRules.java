package dev.jong.apiserver.registry;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// What `metadata` must obey, for every kind.
public final class MetadataRules {
    private static final FieldPath METADATA = FieldPath.of("metadata");

    private static final int MOST_ANNOTATION_BYTES = 256 << 10;

    private MetadataRules() {}

    /// @param names the kind's rule for names
    public static List<FieldError> check(
            ObjectMeta metadata, boolean namespaced, Function<String, List<String>> names) {
        var errors = new FieldErrors();
        var generateName = metadata.generateName();
        if (generateName != null) {
            errors.invalidEach(
                    METADATA.child("generateName"),
                    generateName,
                    names.apply(Names.maskTrailingDash(generateName)));
        }
        var name = Metadata.name(metadata);
        if (name.isEmpty()) {
            errors.required(METADATA.child("name"), "name or generateName is required");
        } else {
            errors.invalidEach(METADATA.child("name"), name, names.apply(name));
        }
        if (namespaced) {
            errors.invalidEach(
                    METADATA.child("namespace"),
                    Metadata.namespace(metadata),
                    Names.label(Metadata.namespace(metadata)));
        }
        metadata.labels()
                .forEach((key, value) -> {
                    errors.invalidEach(METADATA.child("labels"), key, Labels.key(key));
                    errors.invalidEach(METADATA.child("labels"), value, Labels.value(value));
                });
        annotations(metadata.annotations(), errors);
        owners(metadata.ownerReferences(), errors);
        finalizers(metadata.finalizers(), errors);
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
        return errors.list();
    }

    private static void annotations(Map<String, String> annotations, FieldErrors errors) {
        var path = METADATA.child("annotations");
        long size = 0;
        for (var entry : annotations.entrySet()) {
            errors.invalidEach(
                    path, entry.getKey(), Labels.key(entry.getKey().toLowerCase(Locale.ROOT)));
            size += entry.getKey().length() + entry.getValue().length();
        }
        if (size > MOST_ANNOTATION_BYTES) {
            errors.add(FieldError.tooLong(path, MOST_ANNOTATION_BYTES));
        }
    }

    private static String quoted(List<String> all) {
        return "[]string{"
                + String.join(", ", all.stream().map(text -> '"' + text + '"').toList())
                + "}";
    }

    private static void owners(List<OwnerReference> owners, FieldErrors errors) {
        var path = METADATA.child("ownerReferences");
        OwnerReference controller = null;
        for (int i = 0; i < owners.size(); i++) {
            var owner = owners.get(i);
            var at = path.index(i);
            if (owner.apiVersion().isEmpty()) {
                errors.invalid(
                        at.child("apiVersion"), owner.apiVersion(), "version must not be empty");
            }
            if (owner.kind().isEmpty()) {
                errors.invalid(at.child("kind"), owner.kind(), "must not be empty");
            }
            if (owner.name().isEmpty()) {
                errors.invalid(at.child("name"), owner.name(), "must not be empty");
            }
            if (owner.uid().isEmpty()) {
                errors.invalid(at.child("uid"), owner.uid(), "must not be empty");
            }
            if (Boolean.TRUE.equals(owner.controller())) {
                if (controller != null) {
                    errors.invalid(
                            path,
                            owners.size(),
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

    private static void finalizers(List<String> finalizers, FieldErrors errors) {
        var path = METADATA.child("finalizers");
        for (int i = 0; i < finalizers.size(); i++) {
            errors.invalidEach(path.index(i), finalizers.get(i), Labels.key(finalizers.get(i)));
        }
        if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
            errors.invalid(
                    path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }
}
