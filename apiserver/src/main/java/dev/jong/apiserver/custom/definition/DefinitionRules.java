package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import dev.jong.apiserver.custom.DefinitionStatus;
import dev.jong.apiserver.custom.approval.ApprovalRules;
import dev.jong.apiserver.custom.value.ValueFormats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a definition must obey.
public final class DefinitionRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STORED = FieldPath.of("status", "storedVersions");

    private DefinitionRules() {}

    public static List<FieldError> checkNew(CustomResourceDefinition definition) {
        return check(definition, null);
    }

    private static List<FieldError> check(
            CustomResourceDefinition definition, @Nullable CustomResourceDefinition old) {
        var errors = new FieldErrors();
        var spec = definition.spec();
        var wanted = spec.names().plural() + "." + spec.group();
        if (old == null && !definition.name().equals(wanted)) {
            errors.invalid(
                    FieldPath.of("metadata", "name"),
                    definition.name(),
                    "must be spec.names.plural+\".\"+spec.group");
        }
        group(spec.group(), errors);
        errors.oneOf(SPEC.child("scope"), spec.scope(), List.of("Cluster", "Namespaced"));
        var form = SpecForm.of(spec);
        versions(form, errors);
        if (!spec.versions().isEmpty()) {
            var first = spec.versions().getFirst().name();
            label(first, SPEC.child("version"), errors);
        }
        NameRules.required(spec.names(), SPEC.child("names"), errors);
        NameRules.check(spec.names(), SPEC.child("names"), errors);
        shared(form, errors);
        ConversionRules.check(spec, old, SPEC.child("conversion"), errors);
        if (old != null) {
            immutable(definition, old, errors);
        }
        stored(definition, errors);
        ApprovalRules.check(definition, old, errors);
        if (spec.preserveUnknownFields() && !(old != null && old.spec().preserveUnknownFields())) {
            errors.invalid(
                    SPEC.child("preserveUnknownFields"),
                    true,
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                            + " spec.versions[*].schema instead");
        }
        return errors.list();
    }

    private static void group(String group, FieldErrors errors) {
        var path = SPEC.child("group");
        var wrong = Names.subdomain(group);
        if (group.isEmpty()) {
            errors.required(path, "");
        } else if (!wrong.isEmpty()) {
            errors.invalid(path, group, String.join(",", wrong));
        } else if (group.indexOf('.') < 0) {
            errors.invalid(path, group, "should be a domain with at least one dot");
        }
    }

    private static void label(String name, FieldPath path, FieldErrors errors) {
        var wrong = Names.label1035(name);
        if (!wrong.isEmpty()) {
            errors.invalid(path, name, String.join(",", wrong));
        }
    }

    private static void versions(SpecForm form, FieldErrors errors) {
        var path = SPEC.child("versions");
        var versions = form.versions();
        var shared = form.validation();
        for (int i = 0; i < versions.size(); i++) {
            var own = versions.get(i).schema();
            if ((shared == null || shared.openApiv3Schema() == null)
                    && (own == null || own.openApiv3Schema() == null)) {
                errors.required(path.index(i).child("schema", "openAPIV3Schema"), "");
            }
        }
        var names = new HashSet<String>();
        for (int i = 0; i < versions.size(); i++) {
            label(versions.get(i).name(), path.index(i).child("name"), errors);
            version(versions.get(i), form, path.index(i), errors);
            names.add(versions.get(i).name());
        }
        if (names.size() < versions.size()) {
            errors.invalid(
                    path, InternalText.versions(versions), "must contain unique version names");
        }
        if (versions.stream().filter(CustomResourceDefinitionVersion::storage).count() != 1) {
            errors.invalid(
                    path,
                    InternalText.versions(versions),
                    "must have exactly one version marked as storage version");
        }
    }

    private static void version(
            CustomResourceDefinitionVersion version,
            SpecForm form,
            FieldPath path,
            FieldErrors errors) {
        VersionRules.warning(
                version.deprecated(),
                version.deprecationWarning(),
                path.child("deprecationWarning"),
                errors);
        ValidationRules.check(
                version.schema(), form.hasStatus(version), path.child("schema"), errors);
        VersionRules.subresources(version.subresources(), path.child("subresources"), errors);
        VersionRules.columns(
                version.additionalPrinterColumns(), path.child("additionalPrinterColumns"), errors);
        var fields = version.selectableFields();
        var at = path.child("selectableFields");
        if (fields.isEmpty()) {
            return;
        }
        if (version.schema() == null || version.schema().openApiv3Schema() == null) {
            errors.invalid(
                    at,
                    "",
                    "may only be set when `version.schema.openAPIV3Schema` is not included");
        } else {
            SelectableRules.check(fields, version.schema().openApiv3Schema(), at, errors);
        }
    }

    private static void shared(SpecForm form, FieldErrors errors) {
        var validation = form.validation();
        ValidationRules.check(validation, form.anyHasStatus(), SPEC.child("validation"), errors);
        VersionRules.subresources(form.subresources(), SPEC.child("subresources"), errors);
        VersionRules.columns(form.columns(), SPEC.child("additionalPrinterColumns"), errors);
        var at = SPEC.child("selectableFields");
        if (form.selectableFields().isEmpty()) {
            return;
        }
        if (validation == null || validation.openApiv3Schema() == null) {
            errors.invalid(at, "", "may only be set when validations.schema is included");
        } else {
            SelectableRules.check(
                    form.selectableFields(), validation.openApiv3Schema(), at, errors);
        }
    }

    private static void immutable(
            CustomResourceDefinition now, CustomResourceDefinition old, FieldErrors errors) {
        var names = SPEC.child("names");
        if (DefinitionStatus.is(old, DefinitionStatus.ESTABLISHED)) {
            errors.immutable(SPEC.child("scope"), now.spec().scope(), old.spec().scope());
            errors.immutable(
                    names.child("kind"), now.spec().names().kind(), old.spec().names().kind());
        }
        errors.immutable(SPEC.child("group"), now.spec().group(), old.spec().group());
        errors.immutable(
                names.child("plural"), now.spec().names().plural(), old.spec().names().plural());
    }

    /// A version in which objects may still be stored must stay readable.
    private static void stored(CustomResourceDefinition definition, FieldErrors errors) {
        var stored = definition.status().storedVersions();
        if (stored.isEmpty()) {
            errors.invalid(STORED, null, "must have at least one stored version");
            return;
        }
        for (var version : definition.spec().versions()) {
            if (version.storage() && !stored.contains(version.name())) {
                errors.invalid(STORED, stored, "must have the storage version " + version.name());
            }
        }
        var known = definition.spec().versions().stream().map(version -> version.name()).toList();
        for (int i = 0; i < stored.size(); i++) {
            var name = stored.get(i);
            if (!known.contains(name)) {
                errors.invalid(
                        STORED.index(i),
                        name,
                        "missing from spec.versions; "
                                + name
                                + " was previously a storage version, and must remain in"
                                + " spec.versions until a storage migration ensures no data remains"
                                + " persisted in "
                                + name
                                + " and removes "
                                + name
                                + " from status.storedVersions");
            }
        }
    }

    public static List<FieldError> checkUpdate(
            CustomResourceDefinition now, CustomResourceDefinition old) {
        return check(now, old);
    }

    public static List<FieldError> checkStatus(CustomResourceDefinition now) {
        var errors = new FieldErrors();
        NameRules.check(
                now.status().acceptedNames(), FieldPath.of("status", "acceptedNames"), errors);
        return errors.list();
    }

    /// Formats that nobody checks, as far as they were not there before.
    ///
    /// @param old null for a new definition
    public static List<String> warnings(
            CustomResourceDefinition now, @Nullable CustomResourceDefinition old) {
        var before = old == null ? List.<String>of() : unknownFormats(old);
        return unknownFormats(now).stream()
                .filter(format -> !before.contains(format))
                .map(format -> "unrecognized format \"" + format + "\"")
                .toList();
    }

    private static List<String> unknownFormats(CustomResourceDefinition definition) {
        var formats = new ArrayList<String>();
        var form = SpecForm.of(definition.spec());
        var schemas =
                new ArrayList<>(form.versions().stream().map(version -> version.schema()).toList());
        schemas.addFirst(form.validation());
        for (var validation : schemas) {
            var schema = validation == null ? null : validation.openApiv3Schema();
            if (schema != null) {
                var _ =
                        Inner.any(
                                schema,
                                inner -> {
                                    if (!ValueFormats.isKnown(inner)) {
                                        formats.add(inner.format());
                                    }
                                    return false;
                                });
            }
        }
        return formats;
    }
}
