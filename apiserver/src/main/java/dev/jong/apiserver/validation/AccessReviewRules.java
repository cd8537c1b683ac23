package dev.jong.apiserver.validation;

import static dev.jong.apiserver.validation.DeviceRules.text;

import dev.jong.api.authorization.v1.LocalSubjectAccessReview;
import dev.jong.api.authorization.v1.NonResourceAttributes;
import dev.jong.api.authorization.v1.ResourceAttributes;
import dev.jong.api.authorization.v1.SelfSubjectAccessReview;
import dev.jong.api.authorization.v1.SubjectAccessReview;
import dev.jong.api.authorization.v1.SubjectAccessReviewSpec;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Questions about who may do what.
public final class AccessReviewRules {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private AccessReviewRules() {}

    public static List<FieldError> self(SelfSubjectAccessReview review) {
        var errors = new FieldErrors();
        var spec = review.spec();
        attributes(spec.resourceAttributes(), spec.nonResourceAttributes(), errors);
        metadata(review.metadata(), "must be empty", errors);
        return errors.list();
    }

    public static List<FieldError> subject(SubjectAccessReview review) {
        var errors = new FieldErrors();
        subject(review.spec(), errors);
        metadata(review.metadata(), "must be empty", errors);
        return errors.list();
    }

    public static List<FieldError> local(LocalSubjectAccessReview review) {
        var errors = new FieldErrors();
        var spec = review.spec();
        subject(spec, errors);
        metadata(
                review.metadata().withNamespace(null),
                "must be empty except for namespace",
                errors);
        var resource = spec.resourceAttributes();
        if (resource != null) {
            var namespace = text(resource.namespace());
            if (!namespace.equals(text(review.metadata().namespace()))) {
                errors.invalid(
                        SPEC.child("resourceAttributes", "namespace"),
                        namespace,
                        "must match metadata.namespace");
            }
        }
        var path = spec.nonResourceAttributes();
        if (path != null) {
            errors.invalid(
                    SPEC.child("nonResourceAttributes"),
                    shown(path),
                    "disallowed on this kind of request");
        }
        return errors.list();
    }

    private static void subject(SubjectAccessReviewSpec spec, FieldErrors errors) {
        attributes(spec.resourceAttributes(), spec.nonResourceAttributes(), errors);
        if (text(spec.user()).isEmpty() && spec.groups().isEmpty()) {
            errors.invalid(
                    SPEC.child("user"), "", "at least one of user or group must be specified");
        }
    }

    private static void attributes(
            @Nullable ResourceAttributes resource,
            @Nullable NonResourceAttributes path,
            FieldErrors errors) {
        if (resource != null && path != null) {
            errors.invalid(
                    SPEC.child("nonResourceAttributes"),
                    shown(path),
                    "cannot be specified in combination with resourceAttributes");
        }
        if (resource == null && path == null) {
            errors.invalid(
                    SPEC.child("resourceAttributes"),
                    null,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        if (resource == null) {
            return;
        }
        var at = SPEC.child("resourceAttributes");
        var fields = resource.fieldSelector();
        if (fields != null) {
            selector(
                    text(fields.rawSelector()),
                    fields.requirements().isEmpty(),
                    at.child("fieldSelector"),
                    errors);
            for (int i = 0; i < fields.requirements().size(); i++) {
                var requirement = fields.requirements().get(i);
                requirement(
                        requirement.key(),
                        requirement.operator(),
                        requirement.values(),
                        at.child("fieldSelector", "requirements").index(i),
                        errors);
            }
        }
        var labels = resource.labelSelector();
        if (labels != null) {
            selector(
                    text(labels.rawSelector()),
                    labels.requirements().isEmpty(),
                    at.child("labelSelector"),
                    errors);
            for (int i = 0; i < labels.requirements().size(); i++) {
                SelectorRules.check(
                        labels.requirements().get(i),
                        true,
                        at.child("labelSelector", "requirements").index(i),
                        errors);
            }
        }
    }

    private static void selector(
            String raw, boolean withoutRequirements, FieldPath path, FieldErrors errors) {
        if (!raw.isEmpty() && !withoutRequirements) {
            errors.invalid(
                    path.child("rawSelector"),
                    raw,
                    "may not specified at the same time as requirements");
        }
        if (raw.isEmpty() && withoutRequirements) {
            errors.required(
                    path.child("requirements"),
                    "when " + path + " is specified, requirements or rawSelector is required");
        }
    }

    /// Operators that are not known come from newer clients, and may be anything.
    private static void requirement(
            String key, String operator, List<String> values, FieldPath at, FieldErrors errors) {
        if (key.isEmpty()) {
            errors.required(at.child("key"), "must be specified");
        }
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.required(
                            at.child("values"),
                            "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.forbidden(
                            at.child("values"),
                            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> {}
        }
    }

    private static FieldError.Written shown(NonResourceAttributes path) {
        return new FieldError.Written(Json.text(Json.tree(path, NonResourceAttributes.CODEC)));
    }

    private static void metadata(ObjectMeta metadata, String problem, FieldErrors errors) {
        if (!metadata.withManagedFields(List.of()).equals(ObjectMeta.EMPTY)) {
            errors.invalid(
                    FieldPath.of("metadata"),
                    new FieldError.Written(Json.text(Json.tree(metadata, ObjectMeta.CODEC))),
                    problem);
        }
    }
}
