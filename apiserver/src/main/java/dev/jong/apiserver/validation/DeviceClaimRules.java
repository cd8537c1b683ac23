package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.names.Names;
import dev.jong.api.resource.v1.DeviceClaim;
import dev.jong.api.resource.v1.DeviceClass;
import dev.jong.api.resource.v1.DeviceConstraint;
import dev.jong.api.resource.v1.DeviceRequest;
import dev.jong.api.resource.v1.DeviceSubRequest;
import dev.jong.api.resource.v1.ExactDeviceRequest;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimSpec;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.resource.v1.ResourceClaimTemplateSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// DeviceClasses, and what is asked of them: ResourceClaims and their templates.
final class DeviceClaimRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST_CONSTRAINTS = 32;
    private static final int MOST_ALTERNATIVES = 8;

    private DeviceClaimRules() {}

    static List<FieldError> deviceClass(DeviceClass deviceClass) {
        var errors = new FieldErrors();
        var spec = deviceClass.spec();
        DeviceSelectors.check(spec.selectors(), SPEC.child("selectors"), errors);
        DeviceRules.each(
                spec.config(),
                DeviceRules.MOST_CONFIGURATIONS,
                SPEC.child("config"),
                errors,
                (config, at) -> DeviceRules.configuration(config.opaque(), at, errors));
        var name = spec.extendedResourceName();
        if (name != null && !ResourceRules.isExtended(name)) {
            errors.invalid(
                    SPEC.child("extendedResourceName"),
                    name,
                    "must be a valid extended resource name");
        }
        return errors.list();
    }

    static List<FieldError> claim(ResourceClaim claim) {
        var errors = new FieldErrors();
        devices(claim.spec().devices(), SPEC.child("devices"), errors);
        return errors.list();
    }

    /// The specification of a claim never changes, so nothing else about it needs to be told.
    static List<FieldError> claimUpdate(ResourceClaim now, ResourceClaim old) {
        return now.spec().equals(old.spec())
                ? List.of()
                : List.of(
                        FieldError.invalid(
                                SPEC,
                                new FieldError.Written(
                                        Json.text(Json.tree(now.spec(), ResourceClaimSpec.CODEC))),
                                "field is immutable"));
    }

    static List<FieldError> template(ResourceClaimTemplate template) {
        var errors = new FieldErrors();
        var spec = template.spec();
        metadata(spec.metadata(), SPEC.child("metadata"), errors);
        devices(spec.spec().devices(), SPEC.child("spec", "devices"), errors);
        return errors.list();
    }

    static List<FieldError> templateUpdate(ResourceClaimTemplate now, ResourceClaimTemplate old) {
        return now.spec().equals(old.spec())
                ? List.of()
                : List.of(
                        FieldError.invalid(
                                SPEC,
                                new FieldError.Written(
                                        Json.text(
                                                Json.tree(
                                                        now.spec(),
                                                        ResourceClaimTemplateSpec.CODEC))),
                                "field is immutable"));
    }

    /// Labels and annotations are all that claims get from their template.
    static void metadata(ObjectMeta metadata, FieldPath path, FieldErrors errors) {
        SelectorRules.annotations(metadata.annotations(), path.child("annotations"), errors);
        SelectorRules.labels(metadata.labels(), path.child("labels"), errors);
        unset(DeviceRules.text(metadata.name()).isEmpty(), "name", path, errors);
        unset(DeviceRules.text(metadata.generateName()).isEmpty(), "generateName", path, errors);
        unset(DeviceRules.text(metadata.namespace()).isEmpty(), "namespace", path, errors);
        unset(DeviceRules.text(metadata.selfLink()).isEmpty(), "selfLink", path, errors);
        // The path is made of the Go field's name.
        unset(DeviceRules.text(metadata.uid()).isEmpty(), "uID", path, errors);
        unset(
                DeviceRules.text(metadata.resourceVersion()).isEmpty(),
                "resourceVersion",
                path,
                errors);
        unset(
                Objects.requireNonNullElse(metadata.generation(), 0L) == 0,
                "generation",
                path,
                errors);
        unset(metadata.creationTimestamp() == null, "creationTimestamp", path, errors);
        unset(metadata.deletionTimestamp() == null, "deletionTimestamp", path, errors);
        unset(
                metadata.deletionGracePeriodSeconds() == null,
                "deletionGracePeriodSeconds",
                path,
                errors);
        unset(metadata.ownerReferences().isEmpty(), "ownerReferences", path, errors);
        unset(metadata.finalizers().isEmpty(), "finalizers", path, errors);
        unset(metadata.managedFields().isEmpty(), "managedFields", path, errors);
    }

    private static void unset(boolean absent, String field, FieldPath path, FieldErrors errors) {
        if (!absent) {
            errors.forbidden(path.child(field), "cannot be set");
        }
    }

    private static void devices(DeviceClaim claim, FieldPath path, FieldErrors errors) {
        var names = RequestNames.of(claim);
        DeviceRules.set(
                claim.requests(),
                DeviceRules.MOST_REQUESTS,
                DeviceRequest::name,
                path.child("requests"),
                errors,
                (request, at) -> request(request, at, errors));
        DeviceRules.each(
                claim.constraints(),
                MOST_CONSTRAINTS,
                path.child("constraints"),
                errors,
                (constraint, at) -> constraint(constraint, names, at, errors));
        DeviceRules.each(
                claim.config(),
                DeviceRules.MOST_CONFIGURATIONS,
                path.child("config"),
                errors,
                (config, at) -> {
                    names.check(config.requests(), at.child("requests"), errors);
                    DeviceRules.configuration(config.opaque(), at, errors);
                });
    }

    private static void request(DeviceRequest request, FieldPath at, FieldErrors errors) {
        DeviceRules.label(request.name(), at.child("name"), errors);
        var exactly = request.exactly();
        var alternatives = request.firstAvailable();
        if (exactly == null && alternatives.isEmpty()) {
            errors.required(at, "exactly one of `exactly` or `firstAvailable` is required");
        } else if (exactly == null) {
            DeviceRules.set(
                    alternatives,
                    MOST_ALTERNATIVES,
                    DeviceSubRequest::name,
                    at.child("firstAvailable"),
                    errors,
                    (alternative, inner) -> alternative(alternative, inner, errors));
        } else if (alternatives.isEmpty()) {
            exactly(exactly, at.child("exactly"), errors);
        } else {
            errors.invalid(
                    at,
                    null,
                    "exactly one of `exactly` or `firstAvailable` is required, but multiple fields"
                            + " are set");
        }
    }

    private static void exactly(ExactDeviceRequest request, FieldPath at, FieldErrors errors) {
        className(request.deviceClassName(), at, errors);
        DeviceSelectors.check(request.selectors(), at.child("selectors"), errors);
        amount(request.allocationMode(), request.count(), at, errors);
        DeviceRules.tolerations(request.tolerations(), at.child("tolerations"), errors);
    }

    private static void alternative(DeviceSubRequest request, FieldPath at, FieldErrors errors) {
        DeviceRules.label(request.name(), at.child("name"), errors);
        className(request.deviceClassName(), at, errors);
        DeviceSelectors.check(request.selectors(), at.child("selectors"), errors);
        amount(request.allocationMode(), request.count(), at, errors);
        DeviceRules.tolerations(request.tolerations(), at.child("tolerations"), errors);
    }

    private static void className(String name, FieldPath at, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(at.child("deviceClassName"), "");
        } else {
            errors.invalidEach(at.child("deviceClassName"), name, Names.subdomain(name));
        }
    }

    private static void amount(
            @Nullable String mode, long count, FieldPath at, FieldErrors errors) {
        switch (DeviceRules.text(mode)) {
            case "All" -> {
                if (count != 0) {
                    errors.invalid(
                            at.child("count"),
                            count,
                            "must not be specified when allocationMode is 'All'");
                }
            }
            case "ExactCount" -> {
                if (count <= 0) {
                    errors.invalid(at.child("count"), count, "must be greater than zero");
                }
            }
            default ->
                    errors.notSupported(
                            at.child("allocationMode"),
                            DeviceRules.text(mode),
                            List.of("All", "ExactCount"));
        }
    }

    private static void constraint(
            DeviceConstraint constraint, RequestNames names, FieldPath at, FieldErrors errors) {
        names.check(constraint.requests(), at.child("requests"), errors);
        var same = constraint.matchAttribute();
        var distinct = constraint.distinctAttribute();
        if (same != null) {
            DeviceRules.fullyQualifiedName(same, at.child("matchAttribute"), errors);
        } else if (distinct != null) {
            DeviceRules.fullyQualifiedName(distinct, at.child("distinctAttribute"), errors);
        } else {
            errors.required(
                    at,
                    "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but"
                            + " multiple fields are set");
        }
    }
}
