package dev.jong.apiserver.custom;

import dev.jong.api.CustomSchemas;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.Names;
import dev.jong.apiserver.custom.rule.RuleChecks;
import java.util.HashSet;
import java.util.List;

/// What a definition must obey.
public final class DefinitionRules {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private DefinitionRules() {}

    public static List<FieldError> check(CustomResourceDefinition definition) {
        var errors = new FieldErrors();
        var spec = definition.spec();
        var wanted = spec.names().plural() + "." + spec.group();
        if (!definition.name().equals(wanted)) {
            errors.invalid(
                    FieldPath.of("metadata", "name"),
                    definition.name(),
                    "must be spec.names.plural+\".\"+spec.group");
        }
        if (spec.group().isEmpty()) {
            errors.required(SPEC.child("group"), "");
        } else {
            errors.invalidEach(SPEC.child("group"), spec.group(), Names.subdomain(spec.group()));
            if (spec.group().indexOf('.') < 0) {
                errors.invalid(
                        SPEC.child("group"),
                        spec.group(),
                        "should be a domain with at least one dot");
            }
        }
        errors.oneOf(SPEC.child("scope"), spec.scope(), List.of("Cluster", "Namespaced"));
        names(definition, errors);
        versions(definition, errors);
        stored(definition, errors);
        ConversionRules.check(definition.spec(), SPEC.child("conversion"), errors);
        return errors.list();
    }

    /// A version in which objects may still be stored must stay readable.
    private static void stored(CustomResourceDefinition definition, FieldErrors errors) {
        var known = definition.spec().versions().stream().map(version -> version.name()).toList();
        var stored = definition.status().storedVersions();
        for (int i = 0; i < stored.size(); i++) {
            var name = stored.get(i);
            if (!known.contains(name)) {
                errors.invalid(
                        FieldPath.of("status", "storedVersions").index(i),
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

    private static void names(CustomResourceDefinition definition, FieldErrors errors) {
        var names = definition.spec().names();
        var path = SPEC.child("names");
        if (names.plural().isEmpty()) {
            errors.required(path.child("plural"), "");
        } else {
            errors.invalidEach(
                    path.child("plural"), names.plural(), Names.label1035(names.plural()));
        }
        if (names.kind().isEmpty()) {
            errors.required(path.child("kind"), "");
        }
    }

    private static void versions(CustomResourceDefinition definition, FieldErrors errors) {
        var path = SPEC.child("versions");
        var versions = definition.spec().versions();
        if (versions.isEmpty()) {
            errors.required(path, "");
        }
        var names = new HashSet<String>();
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            var at = path.index(i);
            errors.invalidEach(at.child("name"), version.name(), Names.label1035(version.name()));
            if (!names.add(version.name())) {
                errors.invalid(path, version.name(), "must contain unique version names");
            }
            stored += version.storage() ? 1 : 0;
            if (version.schema() == null || version.schema().openApiv3Schema() == null) {
                errors.required(at.child("schema", "openAPIV3Schema"), "schemas are required");
            } else if (!"object".equals(version.schema().openApiv3Schema().type())) {
                errors.required(
                        at.child("schema", "openAPIV3Schema", "type"),
                        "must not be empty at the root");
            } else {
                var json =
                        (JsonObject)
                                Json.tree(
                                        version.schema().openApiv3Schema(), JSONSchemaProps.CODEC);
                RuleChecks.check(
                        CustomSchemas.root(json), at.child("schema", "openAPIV3Schema"), errors);
            }
        }
        if (stored != 1 && !versions.isEmpty()) {
            errors.invalid(
                    path,
                    names.stream().sorted().toList(),
                    "must have exactly one version marked as storage version");
        }
    }

    public static List<FieldError> checkUpdate(
            CustomResourceDefinition now, CustomResourceDefinition old) {
        var errors = new FieldErrors();
        if (DefinitionStatus.is(old, DefinitionStatus.ESTABLISHED)) {
            errors.immutable(SPEC.child("scope"), now.spec().scope(), old.spec().scope());
            errors.immutable(
                    SPEC.child("names", "kind"),
                    now.spec().names().kind(),
                    old.spec().names().kind());
        }
        errors.immutable(SPEC.child("group"), now.spec().group(), old.spec().group());
        errors.immutable(
                SPEC.child("names", "plural"),
                now.spec().names().plural(),
                old.spec().names().plural());
        return errors.list();
    }
}
