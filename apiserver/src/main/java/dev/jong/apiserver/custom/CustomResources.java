package dev.jong.apiserver.custom;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.cel.CelFigures;
import dev.jong.apiserver.registry.Conversion;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.apiserver.webhook.HookClient;
import dev.jong.foundation.Metrics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the definitions and serves what they define.
public final class CustomResources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CustomResources.class);

    /// How long an unfolded schema that nobody needs is kept, at least.
    private static final Duration REST = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofMillis(500);

    private final Registry registry;
    private final Verbs<CustomResourceDefinition> definitions;
    private final HookClient hooks;
    private final ConversionFigures conversions;
    private final CelFigures rules;
    private final InstantSource clock;
    private volatile Watcher<CustomResourceDefinition> watcher;
    private final Thread thread;

    /// What is served, by the definition's name. Only the follower's thread changes it.
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    /// Definitions that did not get all their names. Only the follower's thread changes it.
    private final Set<String> conflicting = new HashSet<>();

    /// Those at work, by the definition's UID.
    private final Map<String, Thread> cleanups = new ConcurrentHashMap<>();

    /// What a definition was when it was last served: to hold it whole would take more memory than
    /// all the rest.
    ///
    /// @param spec its hash
    private record Mark(String uid, CustomResourceDefinitionNames names, String spec) {
        static Mark of(CustomResourceDefinition definition) {
            var json = Json.write(definition.spec(), CustomResourceDefinitionSpec.CODEC);
            try {
                var hash = MessageDigest.getInstance("SHA-256").digest(json);
                return new Mark(
                        String.valueOf(definition.metadata().uid()),
                        definition.spec().names(),
                        HexFormat.of().formatHex(hash));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// @param schemas of all versions
    /// @param verbs of the versions that are served
    /// @param stored of the version in which objects are stored, served or not
    private record Served(
            Mark mark,
            List<DefinedSchema> schemas,
            List<Verbs<Unstructured>> verbs,
            Verbs<Unstructured> stored) {}

    private CustomResources(
            Registry registry, HookClient hooks, InstantSource clock, Metrics metrics) {
        conversions = ConversionFigures.of(metrics);
        rules = CelFigures.of(metrics);
        this.registry = registry;
        this.hooks = hooks;
        this.clock = clock;
        definitions = registry.of(CustomResourceDefinition.KIND);
        var stored = definitions.list("", ListQuery.ALL);
        stored.items().forEach(version -> take(version.object()));
        watcher =
                definitions.watch(
                        "",
                        ListQuery.ALL.from(Long.toString(stored.revision())),
                        InitialEvents.UNSAID);
        thread = Thread.ofVirtual().name("custom-resources").unstarted(this::follow);
    }

    /// Serves what stored definitions define, then follows.
    ///
    /// @param hooks asks webhooks that convert
    public static CustomResources start(
            Registry registry, HookClient hooks, InstantSource clock, Metrics metrics) {
        var resources = new CustomResources(registry, hooks, clock, metrics);
        resources.thread.start();
        return resources;
    }

    private void follow() {
        try {
            long rested = System.nanoTime();
            while (true) {
                var notice = watcher.poll(REST);
                if (System.nanoTime() - rested > REST.toNanos()) {
                    served.values().forEach(each -> each.schemas.forEach(DefinedSchema::rest));
                    rested = System.nanoTime();
                }
                if (notice.isEmpty()) {
                    continue;
                }
                switch (notice.get()) {
                    case Notice.Of<CustomResourceDefinition> of -> {
                        var definition = of.version().object();
                        if (of.type() == Notice.Type.DELETED) {
                            drop(definition.name());
                            conflicting.remove(definition.name());
                        } else {
                            take(definition);
                        }
                        tryAgain(definition);
                    }
                    case Notice.Bookmark<CustomResourceDefinition> _ -> {}
                    case Notice.Expired<CustomResourceDefinition> _ -> beginAnew();
                    case Notice.Closed<CustomResourceDefinition> _ -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The store's history did not reach back to what was seen last.
    private void beginAnew() {
        try {
            var stored = definitions.list("", ListQuery.ALL);
            var there =
                    stored.items().stream()
                            .map(version -> version.object().name())
                            .collect(Collectors.toSet());
            for (var name : List.copyOf(served.keySet())) {
                if (!there.contains(name)) {
                    drop(name);
                }
            }
            stored.items().forEach(version -> take(version.object()));
            watcher =
                    definitions.watch(
                            "",
                            ListQuery.ALL.from(Long.toString(stored.revision())),
                            InitialEvents.UNSAID);
        } catch (ApiException e) {
            log.atWarn().setCause(e).log("Could not read the definitions anew, trying again");
            LockSupport.parkNanos(SOON.toNanos());
        }
    }

    private void take(CustomResourceDefinition definition) {
        try {
            RequestContext.of(User.SERVER).run(() -> settle(definition));
        } catch (ApiException.NotFound | ApiException.Conflict _) {
            // a newer version comes
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("definition", definition.name())
                    .log("Could not serve a custom resource");
        }
    }

    /// Names that another definition of the group held may be free now.
    private void tryAgain(CustomResourceDefinition changed) {
        if (conflicting.isEmpty()) {
            return;
        }
        all().stream()
                .filter(other -> conflicting.contains(other.name()))
                .filter(other -> !other.name().equals(changed.name()))
                .filter(other -> other.spec().group().equals(changed.spec().group()))
                .forEach(this::take);
    }

    private void settle(CustomResourceDefinition definition) {
        if (definition.metadata().deletionTimestamp() != null) {
            end(definition);
            return;
        }
        var naming = Naming.of(definition, all());
        if (naming.isWhole()) {
            conflicting.remove(definition.name());
        } else {
            conflicting.add(definition.name());
        }
        boolean serves =
                naming.isWhole() || DefinitionStatus.is(definition, DefinitionStatus.ESTABLISHED);
        if (serves) {
            keepServed(definition.withSpec(definition.spec().withNames(naming.names())));
        }
        var settled = DefinitionStatus.settled(definition, naming, clock.instant());
        if (!settled.equals(definition)) {
            definitions.change(
                    "",
                    definition.name(),
                    Cleanup.STATUS,
                    now -> DefinitionStatus.settled(now, naming, clock.instant()),
                    Cleanup.SERVER);
        }
    }

    private void keepServed(CustomResourceDefinition named) {
        var known = served.get(named.name());
        var mark = Mark.of(named);
        if (known == null || !known.mark.equals(mark)) {
            serve(named, mark);
        }
    }

    /// What is to go is served until its objects are gone.
    private void end(CustomResourceDefinition definition) {
        if (DefinitionStatus.is(definition, DefinitionStatus.ESTABLISHED)) {
            keepServed(
                    definition.withSpec(
                            definition.spec().withNames(definition.status().acceptedNames())));
            tellEnding(definition.name());
        }
        if (!DefinitionStatus.wantsCleanup(definition)) {
            return;
        }
        var uid = String.valueOf(definition.metadata().uid());
        cleanups.computeIfAbsent(
                uid,
                _ ->
                        Thread.ofVirtual()
                                .name("cleanup-" + definition.name())
                                .start(() -> cleanUp(definition, uid)));
    }

    private void tellEnding(String name) {
        var going = served.get(name);
        if (going != null) {
            going.verbs.stream()
                    .map(verbs -> verbs.resource().kind())
                    .filter(kind -> !registry.isEnding(kind))
                    .forEach(kind -> registry.setEnding(kind, true));
        }
    }

    private void cleanUp(CustomResourceDefinition definition, String uid) {
        try {
            new Cleanup(definitions, definition, () -> instances(definition.name()), clock).run();
        } finally {
            cleanups.remove(uid);
        }
    }

    private Optional<Verbs<Unstructured>> instances(String name) {
        return Optional.ofNullable(served.get(name)).map(Served::stored);
    }

    private List<CustomResourceDefinition> all() {
        return definitions.list("", ListQuery.ALL.from("0")).items().stream()
                .map(version -> version.object())
                .toList();
    }

    private void serve(CustomResourceDefinition definition, Mark mark) {
        var old = served.get(definition.name());
        var versions = definition.spec().versions();
        if (old != null) {
            for (var verbs : old.verbs) {
                var kind = verbs.resource().kind();
                boolean stays =
                        versions.stream()
                                .anyMatch(version ->
                                        version.served() && version.name().equals(kind.version()));
                if (!stays || !old.mark.names.equals(mark.names)) {
                    registry.remove(kind);
                }
            }
        }
        served.put(definition.name(), add(definition, mark));
    }

    private Served add(CustomResourceDefinition definition, Mark mark) {
        var all = new ArrayList<Verbs<Unstructured>>();
        var storage =
                definition.spec().versions().stream()
                        .filter(CustomResourceDefinitionVersion::storage)
                        .findFirst()
                        .orElse(definition.spec().versions().getFirst());
        var conversion = VersionConversion.of(definition, hooks, conversions);
        var schemas = new HashMap<String, DefinedSchema>();
        var kinds = new HashMap<String, Kind<Unstructured>>();
        for (var version : definition.spec().versions()) {
            var schema = DefinedSchema.of(version, rules);
            schemas.put(version.name(), schema);
            var kind = CustomResource.kind(definition, version, schema);
            kinds.put(kind.apiVersion(), kind);
        }
        var plain = of(definition, storage, schemas);
        var stored =
                plain.toBuilder()
                        .readOther(tree -> readOther(tree, kinds, conversion, plain.kind()))
                        .otherVersion(
                                version -> spoken(kinds.get(version), conversion, plain.kind()))
                        .build();
        boolean shown = isServed(definition, storage);
        var verbs = shown ? registry.add(stored) : registry.hidden(stored);
        if (shown) {
            all.add(verbs);
        }
        for (var version : definition.spec().versions()) {
            if (isServed(definition, version) && !version.name().equals(storage.name())) {
                var resource = of(definition, version, schemas);
                all.add(
                        registry.addConverted(
                                resource,
                                verbs,
                                new Conversion<>(
                                        objects -> conversion.convert(objects, stored.kind()),
                                        objects ->
                                                conversion
                                                        .convert(objects, resource.kind())
                                                        .stream()
                                                        .map(resource.defaults())
                                                        .toList(),
                                        UnaryOperator.identity())));
            }
        }
        return new Served(mark, List.copyOf(schemas.values()), List.copyOf(all), verbs);
    }

    private static Resource<Unstructured> of(
            CustomResourceDefinition definition,
            CustomResourceDefinitionVersion version,
            Map<String, DefinedSchema> schemas) {
        return CustomResource.of(
                definition, version, Objects.requireNonNull(schemas.get(version.name())));
    }

    /// The server's own kinds come first: no definition adds to their versions.
    private boolean isServed(
            CustomResourceDefinition definition, CustomResourceDefinitionVersion version) {
        return version.served() && !registry.isOwn(definition.spec().group(), version.name());
    }

    private static WriteOptions.@Nullable Spoken spoken(
            @Nullable Kind<Unstructured> kind,
            VersionConversion conversion,
            Kind<Unstructured> stored) {
        return kind == null
                ? null
                : new WriteOptions.Spoken(
                        kind,
                        object -> converted(object, conversion, kind),
                        object -> converted(object, conversion, stored),
                        null);
    }

    private static KubernetesObject converted(
            KubernetesObject object, VersionConversion conversion, Kind<Unstructured> to) {
        return conversion.convert(List.of((Unstructured) object), to).getFirst();
    }

    /// An object that was stored in another version than now; one that the definition no longer
    /// knows is taken for what it is to be.
    private static Unstructured readOther(
            JsonObject tree,
            Map<String, Kind<Unstructured>> kinds,
            VersionConversion conversion,
            Kind<Unstructured> to) {
        var from = kinds.getOrDefault(Objects.requireNonNullElse(tree.text("apiVersion"), ""), to);
        return conversion.convert(List.of(Json.read(tree, from.codec())), to).getFirst();
    }

    private void drop(String name) {
        var gone = served.remove(name);
        if (gone != null) {
            gone.verbs.forEach(verbs -> registry.remove(verbs.resource().kind()));
        }
    }

    @Override
    public void close() {
        watcher.close();
        thread.interrupt();
        cleanups.values().forEach(Thread::interrupt);
    }
}
