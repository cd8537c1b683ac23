package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimSpec;
import dev.jong.api.core.v1.TypedLocalObjectReference;
import dev.jong.api.core.v1.TypedObjectReference;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// PersistentVolumeClaims: what they ask for, where their content comes from, and that little of it
/// may change.
public final class VolumeClaimRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");
    private static final List<String> RESIZES =
            List.of(
                    "ControllerResizeInProgress",
                    "ControllerResizeInfeasible",
                    "NodeResizeInProgress",
                    "NodeResizeInfeasible",
                    "NodeResizePending");

    private VolumeClaimRules() {}

    static List<FieldError> check(PersistentVolumeClaim claim) {
        var errors = new FieldErrors();
        spec(claim.spec(), SPEC, errors);
        return errors.list();
    }

    static void spec(PersistentVolumeClaimSpec spec, FieldPath path, FieldErrors errors) {
        if (spec.accessModes().isEmpty()) {
            errors.required(path.child("accessModes"), "at least 1 access mode is required");
        }
        SelectorRules.check(spec.selector(), path.child("selector"), errors);
        AccessModes.check(spec.accessModes(), path.child("accessModes"), errors);
        size(spec.resources().requests().get("storage"), path, errors);
        named(spec.storageClassName(), path.child("storageClassName"), errors);
        var mode = spec.volumeMode();
        if (mode != null && !VOLUME_MODES.contains(mode)) {
            errors.notSupported(path.child("volumeMode"), mode, VOLUME_MODES);
        }
        sources(spec, path, errors);
        named(spec.volumeAttributesClassName(), path.child("volumeAttributesClassName"), errors);
    }

    private static void size(@Nullable Quantity size, FieldPath spec, FieldErrors errors) {
        var path = spec.child("resources").key("storage");
        if (size == null) {
            errors.required(path, "");
        } else if (size.signum() <= 0) {
            errors.invalid(path, size.toString(), "must be greater than zero");
        }
    }

    private static void named(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name != null && !name.isEmpty()) {
            errors.invalidEach(path, name, Names.subdomain(name));
        }
    }

    private static void sources(
            PersistentVolumeClaimSpec spec, FieldPath path, FieldErrors errors) {
        var source = spec.dataSource();
        var other = spec.dataSourceRef();
        if (source != null) {
            source(
                    source.apiGroup(),
                    source.kind(),
                    source.name(),
                    path.child("dataSource"),
                    errors);
        }
        if (other == null) {
            return;
        }
        var at = path.child("dataSourceRef");
        source(other.apiGroup(), other.kind(), other.name(), at, errors);
        var namespace = Objects.requireNonNullElse(other.namespace(), "");
        var shown = new FieldError.Written("{}");
        if (!namespace.isEmpty()) {
            errors.invalidEach(at.child("namespace"), namespace, Names.label(namespace));
            if (source != null) {
                errors.invalid(
                        path,
                        shown,
                        "may not be specified when dataSourceRef.namespace is specified");
            }
        } else if (source != null && !source.equals(local(other))) {
            errors.invalid(path, shown, "must match dataSourceRef");
        }
    }

    private static void source(
            @Nullable String apiGroup,
            String kind,
            String name,
            FieldPath path,
            FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path.child("name"), "");
        }
        if (kind.isEmpty()) {
            errors.required(path.child("kind"), "");
        }
        if (apiGroup == null || apiGroup.isEmpty()) {
            if (!kind.equals("PersistentVolumeClaim")) {
                errors.invalid(
                        path,
                        kind,
                        "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
            }
        } else {
            errors.invalidEach(path.child("apiGroup"), apiGroup, Names.subdomain(apiGroup));
        }
    }

    private static TypedLocalObjectReference local(TypedObjectReference source) {
        return new TypedLocalObjectReference(source.apiGroup(), source.kind(), source.name());
    }

    /// The claim with its source of content in both fields that may name it; sources that old
    /// clients could name without effect are dropped (KEP-1495).
    ///
    /// @param old null for a new claim
    public static PersistentVolumeClaim sourced(
            PersistentVolumeClaim claim, @Nullable PersistentVolumeClaim old) {
        var spec = claim.spec();
        var source = spec.dataSource();
        var other = spec.dataSourceRef();
        boolean used =
                old != null
                        && (old.spec().dataSource() != null || old.spec().dataSourceRef() != null);
        if (!used && other == null && source != null && !isKnown(source)) {
            return claim.withSpec(spec.withDataSource(null));
        }
        if (other != null && !Objects.requireNonNullElse(other.namespace(), "").isEmpty()) {
            // Upstream's gate CrossNamespaceVolumeDataSource is off.
            boolean kept = old != null && old.spec().dataSourceRef() != null;
            return kept ? claim : claim.withSpec(spec.withDataSourceRef(null));
        }
        if (source != null && other == null) {
            var both =
                    TypedObjectReference.EMPTY.toBuilder()
                            .apiGroup(source.apiGroup())
                            .kind(source.kind())
                            .name(source.name())
                            .build();
            return claim.withSpec(spec.withDataSourceRef(both));
        }
        return source == null && other != null
                ? claim.withSpec(spec.withDataSource(local(other)))
                : claim;
    }

    private static boolean isKnown(TypedLocalObjectReference source) {
        var group = Objects.requireNonNullElse(source.apiGroup(), "");
        return switch (source.kind()) {
            case "PersistentVolumeClaim" -> group.isEmpty();
            case "VolumeSnapshot" -> group.equals("snapshot.storage.k8s.io");
            default -> false;
        };
    }

    static List<FieldError> update(PersistentVolumeClaim now, PersistentVolumeClaim old) {
        var errors = new FieldErrors();
        var before = old.spec();
        boolean bound = "Bound".equals(now.status().phase());
        var masked =
                now.spec().toBuilder()
                        .volumeName(before.volumeName() == null ? null : now.spec().volumeName())
                        .volumeAttributesClassName(
                                bound
                                        ? before.volumeAttributesClassName()
                                        : now.spec().volumeAttributesClassName())
                        .storageClassName(
                                before.storageClassName() == null
                                        ? null
                                        : now.spec().storageClassName())
                        .resources(bound ? before.resources() : now.spec().resources())
                        .build();
        if (!masked.equals(before)) {
            errors.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and"
                            + " volumeAttributesClassName for bound claims");
        }
        shrunk(now, old, errors);
        errors.immutable(FieldPath.of("volumeMode"), now.spec().volumeMode(), before.volumeMode());
        var attributes = now.spec().volumeAttributesClassName();
        if (old.status().currentVolumeAttributesClassName() != null
                && before.volumeAttributesClassName() != null
                && (attributes == null || attributes.isEmpty())) {
            errors.forbidden(
                    SPEC.child("volumeAttributesClassName"),
                    "update to "
                            + (attributes == null ? "nil" : "empty string")
                            + " is forbidden when status.currentVolumeAttributesClassName is not nil");
        }
        return errors.list();
    }

    /// A failed expansion may be taken back as far as what the volume is known to have (KEP-1790).
    private static void shrunk(
            PersistentVolumeClaim now, PersistentVolumeClaim old, FieldErrors errors) {
        var size = storage(now);
        if (size.compareTo(storage(old)) < 0) {
            var granted = old.status().capacity().getOrDefault("storage", Quantity.ZERO);
            if (size.compareTo(granted) <= 0) {
                errors.forbidden(
                        SPEC.child("resources", "requests", "storage"),
                        "field can not be less than status.capacity");
            }
        }
    }

    private static Quantity storage(PersistentVolumeClaim claim) {
        return claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
    }

    static List<FieldError> status(PersistentVolumeClaim now, PersistentVolumeClaim old) {
        var errors = new FieldErrors();
        var status = FieldPath.of("status");
        now.status()
                .capacity()
                .forEach((name, size) -> amount(size, status.child("capacity").key(name), errors));
        var resizes = status.child("allocatedResourceStatuses");
        now.status()
                .allocatedResourceStatuses()
                .forEach((name, state) -> {
                    resource(name, resizes, errors);
                    if (!RESIZES.contains(state)) {
                        errors.notSupported(resizes, name, RESIZES);
                    }
                });
        var allocated = status.child("allocatedResources");
        now.status()
                .allocatedResources()
                .forEach((name, size) -> {
                    if (resource(name, allocated, errors)) {
                        amount(size, allocated.key(name), errors);
                    }
                });
        return errors.list();
    }

    private static void amount(Quantity size, FieldPath path, FieldErrors errors) {
        if (size.signum() < 0) {
            errors.invalid(path, size.value(), "must be a valid resource quantity");
        }
    }

    /// False when it is no name of something that grows.
    private static boolean resource(String name, FieldPath path, FieldErrors errors) {
        var wrong = Labels.key(name);
        errors.invalidEach(path, name, wrong);
        if (!wrong.isEmpty()) {
            return false;
        }
        boolean own = name.indexOf('/') < 0 || name.contains("kubernetes.io/");
        if (own && !name.equals("storage")) {
            errors.notSupported(path, name, List.of("storage"));
            return false;
        }
        return true;
    }

    /// Sentences for who asks for parts of a byte.
    public static List<String> warnings(PersistentVolumeClaim claim) {
        return warnings(claim.spec(), SPEC);
    }

    static List<String> warnings(PersistentVolumeClaimSpec spec, FieldPath path) {
        var warnings = new ArrayList<String>();
        var resources = path.child("resources");
        Fractions.warn(
                spec.resources().requests(), "storage", resources.child("requests"), warnings);
        Fractions.warn(spec.resources().limits(), "storage", resources.child("limits"), warnings);
        return warnings;
    }
}
