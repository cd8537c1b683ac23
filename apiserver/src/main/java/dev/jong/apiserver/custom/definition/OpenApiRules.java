package dev.jong.apiserver.custom.definition;

import dev.jong.api.CustomSchemas;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.cel.Range;
import dev.jong.apiserver.custom.rule.RuleChecks;
import dev.jong.apiserver.custom.rule.RuleCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What upstream demands of a schema at every depth, structural or not, and then of its rules.
final class OpenApiRules {
    private static final Set<String> TYPE_AND_METADATA = Set.of("apiVersion", "kind", "metadata");
    private static final List<String> TYPES =
            List.of("array", "boolean", "integer", "number", "object", "string");

    private final FieldErrors ruleErrors = new FieldErrors();
    private final RuleCosts costs = new RuleCosts();
    private final RuleChecks rules = new RuleChecks(ruleErrors, costs);
    private final boolean compiles;

    private OpenApiRules(boolean compiles) {
        this.compiles = compiles;
    }

    /// Where a schema stands.
    ///
    /// @param root whether it is the whole object's
    /// @param metadata whether it is that of an object's type or metadata
    /// @param noDefaults why it may have no default; empty when it may
    /// @param uncorrelatable the outermost place above whose values cannot be told from one version
    ///   of an object to the next
    /// @param times how often its values can be in one object; empty when nothing limits it
    /// @param compiles whether its rules are compiled
    private record Place(
            FieldPath path,
            boolean root,
            boolean metadata,
            String noDefaults,
            Optional<FieldPath> uncorrelatable,
            Optional<Long> times,
            boolean compiles) {
        Place inside(FieldPath path) {
            return new Place(path, false, metadata, noDefaults, uncorrelatable, times, compiles);
        }

        Place withoutRules() {
            return new Place(path, root, metadata, noDefaults, uncorrelatable, times, false);
        }

        Place withNoDefaults(String why) {
            return new Place(path, root, metadata, why, uncorrelatable, times, compiles);
        }

        Place withMetadata() {
            return new Place(path, root, true, noDefaults, uncorrelatable, times, compiles);
        }

        Place cutOffBy(FieldPath above) {
            return new Place(
                    path,
                    root,
                    metadata,
                    noDefaults,
                    Optional.of(uncorrelatable.orElse(above)),
                    times,
                    compiles);
        }

        Place withTimes(Optional<Long> changed) {
            return new Place(path, root, metadata, noDefaults, uncorrelatable, changed, compiles);
        }
    }

    /// First what is wrong with the schemas, then with the rules.
    ///
    /// @param compiles whether rules are looked at, which needs a structural schema
    static List<FieldError> check(JSONSchemaProps schema, FieldPath path, boolean compiles) {
        var checks = new OpenApiRules(compiles);
        var place = new Place(path, true, false, "", Optional.empty(), Optional.of(1L), compiles);
        var found = checks.schema(schema, place).list();
        var all = new FieldErrors().addAll(found).addAll(checks.ruleErrors.list());
        checks.costs.check(path, all);
        return all.list();
    }

    private FieldErrors schema(JSONSchemaProps schema, Place place) {
        var errors = new FieldErrors();
        var path = place.path();
        unsupported(schema, place, errors);
        if (schema.uniqueItems()) {
            errors.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes"
                            + " quadratic");
        }
        additional(schema, place, errors);
        fields(schema, place, errors);
        combined(schema, place.withoutRules(), errors);
        items(schema, place, errors);
        if (Boolean.FALSE.equals(schema.xKubernetesPreserveUnknownFields())) {
            errors.invalid(
                    path.child("x-kubernetes-preserve-unknown-fields"),
                    false,
                    "must be true or undefined");
        }
        ListRules.check(schema, path, errors);
        RuleWords.check(schema, path, errors);
        if (errors.isEmpty() && place.compiles() && compiles) {
            compile(schema, place);
        }
        return errors;
    }

    private void compile(JSONSchemaProps schema, Place place) {
        if (schema.xKubernetesValidations().isEmpty()) {
            return;
        }
        var json = (JsonObject) Json.tree(schema, JSONSchemaProps.CODEC);
        boolean whole = place.root() || schema.xKubernetesEmbeddedResource();
        rules.check(
                place.root() ? CustomSchemas.root(json) : CustomSchemas.of(json),
                whole,
                place.path(),
                place.uncorrelatable(),
                place.times());
    }

    private static void unsupported(JSONSchemaProps schema, Place place, FieldErrors errors) {
        var path = place.path();
        var type = schema.type();
        if (type != null && !TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, TYPES);
        }
        if (schema.default_() != null && !place.noDefaults().isEmpty()) {
            errors.forbidden(path.child("default"), "must not be set " + place.noDefaults());
        }
        unsupported(schema.id() != null, path, "id", errors);
        unsupported(schema.additionalItems() != null, path, "additionalItems", errors);
        unsupported(!schema.patternProperties().isEmpty(), path, "patternProperties", errors);
        unsupported(!schema.definitions().isEmpty(), path, "definitions", errors);
        unsupported(!schema.dependencies().isEmpty(), path, "dependencies", errors);
        unsupported(schema.ref() != null, path, "$ref", errors);
        if ("null".equals(type)) {
            errors.forbidden(
                    path.child("type"),
                    "type cannot be set to null, use nullable as an alternative");
        }
        if (schema.items() != null && !schema.items().jsonSchemas().isEmpty()) {
            errors.forbidden(path.child("items"), "items must be a schema object and not an array");
        }
        if (place.metadata() && schema.xKubernetesEmbeddedResource()) {
            errors.forbidden(
                    path.child("x-kubernetes-embedded-resource"),
                    "must not be used inside of resource meta");
        }
    }

    private static void unsupported(
            boolean there, FieldPath path, String name, FieldErrors errors) {
        if (there) {
            errors.forbidden(path.child(name), name + " is not supported");
        }
    }

    private void additional(JSONSchemaProps schema, Place place, FieldErrors errors) {
        var additional = schema.additionalProperties();
        if (additional == null) {
            return;
        }
        var path = place.path().child("additionalProperties");
        if (!schema.properties().isEmpty()
                && (!additional.allows() || additional.schema() != null)) {
            errors.forbidden(path, "additionalProperties and properties are mutual exclusive");
        }
        if (additional.schema() == null) {
            return;
        }
        var below = place.inside(path).withTimes(timesInside(schema, place));
        errors.addAll(
                schema(
                                additional.schema(),
                                place.metadata()
                                        ? below.withNoDefaults(
                                                "inside additionalProperties applying to object"
                                                        + " metadata")
                                        : below)
                        .list());
    }

    /// How often values inside can be in one object.
    private static Optional<Long> timesInside(JSONSchemaProps schema, Place place) {
        var factor =
                switch (schema.type()) {
                    case "object" ->
                            schema.additionalProperties() == null
                                    ? Optional.of(1L)
                                    : Optional.ofNullable(schema.maxProperties());
                    case "array" -> Optional.ofNullable(schema.maxItems());
                    case null, default -> Optional.of(1L);
                };
        return place.times()
                .flatMap(times -> factor.map(more -> Range.times(times, Math.max(0, more))));
    }

    private void fields(JSONSchemaProps schema, Place place, FieldErrors errors) {
        boolean whole = place.root() || schema.xKubernetesEmbeddedResource();
        schema.properties()
                .forEach((name, field) -> {
                    var below =
                            place.inside(place.path().child("properties").key(name))
                                    .withTimes(timesInside(schema, place));
                    if (whole && TYPE_AND_METADATA.contains(name)) {
                        below = below.withMetadata();
                        if (place.root()) {
                            below = below.withNoDefaults("in top-level " + name);
                        }
                    }
                    errors.addAll(schema(field, below).list());
                });
    }

    private void combined(JSONSchemaProps schema, Place place, FieldErrors errors) {
        if (schema.not() != null) {
            errors.addAll(schema(schema.not(), place.inside(place.path().child("not"))).list());
        }
        each(schema.allOf(), place.inside(place.path().child("allOf")), errors);
        each(schema.oneOf(), place.inside(place.path().child("oneOf")), errors);
        each(schema.anyOf(), place.inside(place.path().child("anyOf")), errors);
        schema.definitions()
                .forEach((name, inner) ->
                        errors.addAll(
                                schema(
                                                inner,
                                                place.inside(
                                                        place.path()
                                                                .child("definitions")
                                                                .key(name)))
                                        .list()));
        schema.dependencies()
                .forEach((name, inner) -> {
                    if (inner.schema() != null) {
                        var at = place.path().child("dependencies").key(name);
                        errors.addAll(schema(inner.schema(), place.inside(at)).list());
                    }
                });
    }

    private void each(List<JSONSchemaProps> schemas, Place place, FieldErrors errors) {
        for (int i = 0; i < schemas.size(); i++) {
            errors.addAll(schema(schemas.get(i), place.inside(place.path().index(i))).list());
        }
    }

    private void items(JSONSchemaProps schema, Place place, FieldErrors errors) {
        if (schema.items() == null) {
            return;
        }
        var path = place.path().child("items");
        var below = place.inside(path).withTimes(timesInside(schema, place));
        if (!"map".equals(schema.xKubernetesListType())) {
            below = below.cutOffBy(place.path());
        }
        if (schema.items().schema() != null) {
            errors.addAll(schema(schema.items().schema(), below).list());
        }
        var several = new ArrayList<>(schema.items().jsonSchemas());
        for (int i = 0; i < several.size(); i++) {
            errors.addAll(schema(several.get(i), below.inside(path.index(i))).list());
        }
    }
}
