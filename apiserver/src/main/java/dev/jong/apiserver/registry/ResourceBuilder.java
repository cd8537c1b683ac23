package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apply.FieldSet;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.names.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Builds a [Resource]. Without further calls it is stored as sent, with every verb, checked by its
/// schema only.
///
/// Hooks that are given several times run one after the other in the order given; validations add
/// up.
public final class ResourceBuilder<T extends KubernetesObject> {
    private static final Set<String> ALL_VERBS =
            Set.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");

    private final Kind<T> kind;
    private String storagePath;
    private Set<String> verbs = ALL_VERBS;
    private boolean counted;
    private Function<String, List<String>> names = Names::subdomain;
    private UnaryOperator<T> defaults = UnaryOperator.identity();
    private @Nullable UnaryOperator<T> appliedDefaults;
    private UnaryOperator<T> beforeCreate = UnaryOperator.identity();
    private BinaryOperator<T> beforeUpdate = (now, _) -> now;
    private BiPredicate<T, T> generationChanged = (_, _) -> false;
    private Function<T, List<FieldError>> validate = _ -> List.of();
    private BiFunction<T, T, List<FieldError>> validateUpdate = (_, _) -> List.of();
    private BiFunction<T, T, List<FieldError>> validateStatus = (_, _) -> List.of();
    private boolean ratchets;
    private BiFunction<T, @Nullable T, List<String>> warnings = (_, _) -> List.of();
    private String deprecation = "";
    private final Map<String, Function<T, String>> fields = new LinkedHashMap<>();
    private final Map<String, Subresource<T>> subresources = new LinkedHashMap<>();
    private List<Column<T>> columns = List.of();
    private boolean createOnUpdate;
    private boolean unconditionalUpdate = true;
    private BiFunction<T, @Nullable Long, @Nullable Long> gracePeriod = (_, _) -> null;
    private Ending<T> ending = Ending.plain();
    private boolean returnsDeleted;
    private boolean orphansDependents;
    private long timeToLiveSeconds;
    private Resource.Stamp<T> stamp = (object, _, _) -> object;
    private final Map<String, FieldSet> resets = new LinkedHashMap<>();
    private Function<JsonObject, T> readOther;
    private Function<String, WriteOptions.@Nullable Spoken> otherVersion = _ -> null;

    ResourceBuilder(Kind<T> kind) {
        this.kind = kind;
        this.storagePath = kind.plural();
        resets.put("status", FieldSet.ofNames("spec"));
        this.readOther = tree -> Json.read(tree, kind.codec());
    }

    ResourceBuilder(Resource<T> from) {
        kind = from.kind();
        storagePath = from.storagePath();
        verbs = from.verbs();
        counted = from.counted();
        names = from.names();
        defaults = from.defaults();
        appliedDefaults = from.appliedDefaults();
        beforeCreate = from.beforeCreate();
        beforeUpdate = from.beforeUpdate();
        generationChanged = from.generationChanged();
        validate = from.validate();
        validateUpdate = from.validateUpdate();
        ratchets = from.ratchets();
        warnings = from.warnings();
        deprecation = from.deprecation();
        fields.putAll(from.fields());
        subresources.putAll(from.subresources());
        columns = from.columns();
        createOnUpdate = from.createOnUpdate();
        unconditionalUpdate = from.unconditionalUpdate();
        gracePeriod = from.gracePeriod();
        ending = from.ending();
        returnsDeleted = from.returnsDeleted();
        orphansDependents = from.orphansDependents();
        timeToLiveSeconds = from.timeToLiveSeconds();
        stamp = from.stamp();
        resets.putAll(from.resets());
        readOther = from.readOther();
        otherVersion = from.otherVersion();
    }

    /// Below `/registry/`; the plural name unless said otherwise.
    public ResourceBuilder<T> storedAt(String path) {
        storagePath = path;
        return this;
    }

    public ResourceBuilder<T> verbs(String... all) {
        verbs = Set.of(all);
        return this;
    }

    /// Counts changes in `metadata.generation`: of anything but metadata and what `beforeUpdate`
    /// keeps.
    public ResourceBuilder<T> counted() {
        counted = true;
        return this;
    }

    /// Counts also when this says so.
    public ResourceBuilder<T> countedWhen(BiPredicate<T, T> changed) {
        counted = true;
        generationChanged = generationChanged.or(changed);
        return this;
    }

    /// @param rule what is wrong with a name, empty when nothing is
    public ResourceBuilder<T> names(Function<String, List<String>> rule) {
        names = rule;
        return this;
    }

    public ResourceBuilder<T> defaults(UnaryOperator<T> hook) {
        var before = defaults;
        defaults = object -> hook.apply(before.apply(object));
        return this;
    }

    /// Instead of all other defaults, where a configuration is applied.
    public ResourceBuilder<T> appliedDefaults(UnaryOperator<T> hook) {
        appliedDefaults = hook;
        return this;
    }

    public ResourceBuilder<T> beforeCreate(UnaryOperator<T> hook) {
        var before = beforeCreate;
        beforeCreate = object -> hook.apply(before.apply(object));
        return this;
    }

    /// @param hook (as asked, as stored) → as to be stored
    public ResourceBuilder<T> beforeUpdate(BinaryOperator<T> hook) {
        var before = beforeUpdate;
        beforeUpdate = (now, old) -> hook.apply(before.apply(now, old), old);
        return this;
    }

    public ResourceBuilder<T> validate(Function<T, List<FieldError>> rule) {
        var before = validate;
        validate = object -> joined(before.apply(object), rule.apply(object));
        return this;
    }

    /// @param rule (as to be stored, as stored) → what is wrong with the change. The rules of
    ///   [#validate] are asked as well.
    public ResourceBuilder<T> validateUpdate(BiFunction<T, T, List<FieldError>> rule) {
        var before = validateUpdate;
        validateUpdate = (now, old) -> joined(before.apply(now, old), rule.apply(now, old));
        return this;
    }

    /// @param rule (as to be stored, as stored) → what is wrong with an update of the status
    public ResourceBuilder<T> validateStatus(BiFunction<T, T, List<FieldError>> rule) {
        validateStatus = rule;
        return this;
    }

    /// Updates are checked by [#validateUpdate] alone.
    public ResourceBuilder<T> ratchets() {
        ratchets = true;
        return this;
    }

    /// Every request is warned of this.
    public ResourceBuilder<T> deprecated(String warning) {
        deprecation = warning;
        return this;
    }

    /// @param texts (new, old or null) → sentences for the client
    public ResourceBuilder<T> warnings(BiFunction<T, @Nullable T, List<String>> texts) {
        var before = warnings;
        warnings = (now, old) -> joined(before.apply(now, old), texts.apply(now, old));
        return this;
    }

    /// A field that field selectors may name, besides metadata.name and metadata.namespace; its
    /// value is never null.
    public ResourceBuilder<T> field(String path, Function<T, String> value) {
        fields.put(path, value);
        return this;
    }

    public ResourceBuilder<T> subresource(Subresource<T> subresource) {
        subresources.put(subresource.name(), subresource);
        if (subresource.name().equals("status")) {
            resets.putIfAbsent("", FieldSet.ofNames("status"));
        }
        return this;
    }

    /// Metadata stay as they are when the status is written.
    public ResourceBuilder<T> keepsMetadata() {
        return resets("status", "spec", "metadata");
    }

    /// The status subresource: `take` puts the status of its first argument into its second.
    public ResourceBuilder<T> status(BinaryOperator<T> take) {
        return status(take, validateStatus);
    }

    /// Keeps the stored status on updates of the object, and replaces nothing but it on updates of
    /// `status`.
    ///
    /// @param take (from, into) → `into` with the status of `from`
    /// @param rule (as to be stored, as stored) → what is wrong
    public ResourceBuilder<T> status(
            BinaryOperator<T> take, BiFunction<T, T, List<FieldError>> rule) {
        beforeUpdate((now, old) -> take.apply(old, now));
        return subresource(new Subresource.Part<>("status", take, rule, true));
    }

    public ResourceBuilder<T> scale(Function<T, Scale> read, BiFunction<T, Scale, T> write) {
        return subresource(new Subresource.Scaling<>(read, write));
    }

    public ResourceBuilder<T> action(String name, Kind<?> body, String... actionVerbs) {
        return subresource(new Subresource.Action<>(name, body, Set.of(actionVerbs)));
    }

    /// Columns after the name, which is always the first; without any: name and age.
    public ResourceBuilder<T> columns(List<Column<T>> all) {
        columns = List.copyOf(all);
        return this;
    }

    public ResourceBuilder<T> createOnUpdate() {
        createOnUpdate = true;
        return this;
    }

    public ResourceBuilder<T> conditionalUpdatesOnly() {
        unconditionalUpdate = false;
        return this;
    }

    /// @param seconds (object, seconds asked for or null) → how long it lives on after its deletion
    public ResourceBuilder<T> gracePeriod(BiFunction<T, @Nullable Long, @Nullable Long> seconds) {
        gracePeriod = seconds;
        return this;
    }

    public ResourceBuilder<T> ends(Ending<T> by) {
        ending = by;
        return this;
    }

    /// A delete answers with the object, not with a Status.
    public ResourceBuilder<T> returnsDeleted() {
        returnsDeleted = true;
        return this;
    }

    /// A delete that says nothing about dependents leaves them, as when the kind was new.
    public ResourceBuilder<T> orphansDependents() {
        orphansDependents = true;
        return this;
    }

    public ResourceBuilder<T> timeToLiveSeconds(long seconds) {
        timeToLiveSeconds = seconds;
        return this;
    }

    public ResourceBuilder<T> stamp(Resource.Stamp<T> hook) {
        stamp = hook;
        return this;
    }

    /// Fields that who writes a part never owns, instead of those that usually go with it.
    ///
    /// @param subresource empty for the whole object
    /// @param paths `spec`, `status.conditions`, …
    public ResourceBuilder<T> resets(String subresource, String... paths) {
        resets.put(subresource, FieldSet.ofNames(paths));
        return this;
    }

    /// How to read what was stored in another version.
    public ResourceBuilder<T> readOther(Function<JsonObject, T> reader) {
        readOther = reader;
        return this;
    }

    /// How objects are converted to and from versions that are neither stored nor spoken.
    public ResourceBuilder<T> otherVersion(
            Function<String, WriteOptions.@Nullable Spoken> conversions) {
        otherVersion = conversions;
        return this;
    }

    public Resource<T> build() {
        return new Resource<>(
                kind,
                storagePath,
                verbs,
                counted,
                names,
                defaults,
                appliedDefaults == null ? defaults : appliedDefaults,
                beforeCreate,
                beforeUpdate,
                generationChanged,
                validate,
                validateUpdate,
                ratchets,
                warnings,
                deprecation,
                Map.copyOf(fields),
                Map.copyOf(subresources),
                columns,
                createOnUpdate,
                unconditionalUpdate,
                gracePeriod,
                ending,
                returnsDeleted,
                orphansDependents,
                timeToLiveSeconds,
                stamp,
                Map.copyOf(resets),
                readOther,
                otherVersion);
    }

    private static <E> List<E> joined(List<E> first, List<E> second) {
        if (first.isEmpty()) {
            return second;
        }
        if (second.isEmpty()) {
            return first;
        }
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
