package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apply.FieldSet;
import dev.jong.api.apply.PathElement;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.defaults.Defaults;
import dev.jong.apiserver.validation.Validation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One resource: everything about it that the verbs need to know. Built once with [#of], see
/// [ResourceBuilder].
///
/// @param storagePath below `/registry/`, without slashes at its ends: `pods`, `services/specs`
/// @param verbs as discovery says; empty for resources of subresources only
/// @param counted whether `metadata.generation` counts changes of everything but metadata and
///   status
/// @param names what a new object's name must obey: null when fine, else why not
/// @param appliedDefaults the same where a configuration is applied
/// @param beforeCreate what the server sets or clears on a new object before admission
/// @param beforeUpdate (as asked, as stored) → what may be changed by an update of the object
///   itself: keeps status
/// @param generationChanged (new, old) → whether to count, asked only when `counted`
/// @param ratchets whether `validateUpdate` says all about an update: what is as it was may stay
///   wrong
/// @param warnings texts for the client about a new version of the object
/// @param deprecation what every request is warned of; empty for nothing
/// @param fields selectable fields besides metadata.name and metadata.namespace
/// @param createOnUpdate whether an update of a missing object creates it
/// @param unconditionalUpdate whether an update may leave out resourceVersion
/// @param gracePeriod seconds an object lives on after its deletion, from (object, asked seconds or
///   null); 0: marked and gone at once; null: this resource knows none
/// @param ending how the deletion of an object begins that must wait
/// @param returnsDeleted whether a delete answers with the object, not with a Status
/// @param orphansDependents whether a delete that says nothing leaves what the object owns
/// @param timeToLiveSeconds 0 for ever
/// @param stamp (as to be stored, as stored or null, now) → the same with the times that it lacks
/// @param resets fields that writers never own, by subresource; empty for the whole object
/// @param readOther reads what was stored in another version; for custom resources
/// @param otherVersion apiVersion → how objects are converted to and from it; null for unknown ones
public record Resource<T extends KubernetesObject>(
        Kind<T> kind,
        String storagePath,
        Set<String> verbs,
        boolean counted,
        Function<String, List<String>> names,
        UnaryOperator<T> defaults,
        UnaryOperator<T> appliedDefaults,
        UnaryOperator<T> beforeCreate,
        BinaryOperator<T> beforeUpdate,
        BiPredicate<T, T> generationChanged,
        Function<T, List<FieldError>> validate,
        BiFunction<T, T, List<FieldError>> validateUpdate,
        boolean ratchets,
        BiFunction<T, @Nullable T, List<String>> warnings,
        String deprecation,
        Map<String, Function<T, String>> fields,
        Map<String, Subresource<T>> subresources,
        List<Column<T>> columns,
        boolean createOnUpdate,
        boolean unconditionalUpdate,
        BiFunction<T, @Nullable Long, @Nullable Long> gracePeriod,
        Ending<T> ending,
        boolean returnsDeleted,
        boolean orphansDependents,
        long timeToLiveSeconds,
        Stamp<T> stamp,
        Map<String, FieldSet> resets,
        Function<JsonObject, T> readOther,
        Function<String, WriteOptions.@Nullable Spoken> otherVersion) {
    private static final PathElement METADATA = new PathElement.Field("metadata");
    private static final PathElement LABELS = new PathElement.Field("labels");

    /// Parts through which containers of Pods are changed.
    private static final Set<String> OF_CONTAINERS = Set.of("ephemeralcontainers", "resize");

    /// Puts times where an object needs them and has none.
    @FunctionalInterface
    public interface Stamp<T extends KubernetesObject> {
        T stamp(T object, @Nullable T old, Instant now);
    }

    /// A kind with its defaults and rules.
    public static <T extends KubernetesObject> ResourceBuilder<T> of(Kind<T> kind) {
        var rules = Validation.of(kind);
        var builder =
                new ResourceBuilder<>(kind)
                        .defaults(Defaults.of(kind))
                        .validate(rules.always())
                        .validateUpdate(rules.update())
                        .validateStatus(rules.status());
        return rules.alone() ? builder.ratchets() : builder;
    }

    UnaryOperator<T> defaults(boolean applied) {
        return applied ? appliedDefaults : defaults;
    }

    /// `<plural>` or `<plural>.<group>`, as in messages: `deployments.apps`.
    public String qualifiedName() {
        return kind.group().isEmpty() ? kind.plural() : kind.plural() + "." + kind.group();
    }

    /// Whether it is one of upstream's own kinds, not of those that come from definitions or
    /// describe other APIs.
    boolean builtIn() {
        return kind.type() != Unstructured.class
                && !kind.group().equals("apiextensions.k8s.io")
                && !kind.group().equals("apiregistration.k8s.io");
    }

    /// What is to be stored when a part was written: built-in kinds let all be changed on the way
    /// but owners and what its writers never own, definitions everything (their finalizer goes with
    /// the last status), others nothing, and nothing is changed through containers of Pods.
    ObjectMeta metadataThroughPart(String part, ObjectMeta now, ObjectMeta old) {
        var reset = resets.getOrDefault(part, FieldSet.EMPTY);
        if (reset.has(METADATA)) {
            return old.withManagedFields(now.managedFields());
        }
        if (builtIn() && !OF_CONTAINERS.contains(part)) {
            var kept = now.withOwnerReferences(old.ownerReferences());
            return reset.below(METADATA).has(LABELS) ? kept.withLabels(old.labels()) : kept;
        }
        return kind.type() == CustomResourceDefinition.class
                ? now
                : old.withManagedFields(now.managedFields());
    }

    /// What keys of its objects begin with.
    public String prefix() {
        return "/registry/" + storagePath + "/";
    }

    /// @param namespace empty for cluster-scoped resources
    public String key(String namespace, String name) {
        return kind.namespaced() ? prefix() + namespace + "/" + name : prefix() + name;
    }

    public ResourceBuilder<T> toBuilder() {
        return new ResourceBuilder<>(this);
    }
}
