package dev.jong.apiserver.custom;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.registry.Conversion;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.apiserver.webhook.HookClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the definitions and serves what they define.
public final class CustomResources implements AutoCloseable {
    /// Owns the status that it tells, as upstream's server does.
    private static final WriteOptions SERVER = WriteOptions.by("kube-apiserver");

    private static final Logger log = LoggerFactory.getLogger(CustomResources.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMillis(500);

    private final Registry registry;
    private final Verbs<CustomResourceDefinition> definitions;
    private final HookClient hooks;
    private final InstantSource clock;
    private volatile Watcher<CustomResourceDefinition> watcher;
    private final Thread thread;

    /// What is served, by the definition's name. Only the follower's thread touches it.
    private final Map<String, Served> served = new HashMap<>();

    private final Subresource.Part<CustomResourceDefinition> part =
            new Subresource.Part<>("status", (now, _) -> now, (_, _) -> List.of(), false, false);

    private boolean unfinished;

    private record Served(
            String uid, CustomResourceDefinitionSpec spec, List<Verbs<Unstructured>> verbs) {}

    private CustomResources(Registry registry, HookClient hooks, InstantSource clock) {
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
    public static CustomResources start(Registry registry, HookClient hooks, InstantSource clock) {
        var resources = new CustomResources(registry, hooks, clock);
        resources.thread.start();
        return resources;
    }

    private void follow() {
        try {
            while (true) {
                var notice = watcher.poll(unfinished ? SOON : PATIENCE);
                if (notice.isEmpty()) {
                    lookAgain();
                    continue;
                }
                switch (notice.get()) {
                    case Notice.Of<CustomResourceDefinition> of -> {
                        if (of.type() == Notice.Type.DELETED) {
                            drop(of.version().object().name());
                        } else {
                            take(of.version().object());
                        }
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

    /// Finalizers kept some objects of definitions that are to go.
    private void lookAgain() {
        if (!unfinished) {
            return;
        }
        unfinished = false;
        for (var version : definitions.list("", ListQuery.ALL).items()) {
            if (version.object().metadata().deletionTimestamp() != null) {
                take(version.object());
            }
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

    private void settle(CustomResourceDefinition definition) {
        if (definition.metadata().deletionTimestamp() != null) {
            finish(definition);
            return;
        }
        var naming = Naming.of(definition, all());
        boolean serves =
                naming.isWhole() || DefinitionStatus.is(definition, DefinitionStatus.ESTABLISHED);
        var named = definition.withSpec(definition.spec().withNames(naming.names()));
        var known = served.get(definition.name());
        boolean current =
                known != null
                        && known.uid.equals(definition.metadata().uid())
                        && known.spec.equals(named.spec());
        if (serves && !current) {
            serve(named);
        }
        change(definition, now -> DefinitionStatus.settled(now, naming, clock.instant()));
    }

    private List<CustomResourceDefinition> all() {
        return definitions.list("", ListQuery.ALL.from("0")).items().stream()
                .map(version -> version.object())
                .toList();
    }

    private void serve(CustomResourceDefinition definition) {
        var old = served.get(definition.name());
        var versions = definition.spec().versions();
        if (old != null) {
            for (var verbs : old.verbs) {
                var kind = verbs.resource().kind();
                boolean stays =
                        versions.stream()
                                .anyMatch(version ->
                                        version.served() && version.name().equals(kind.version()));
                if (!stays || !old.spec.names().equals(definition.spec().names())) {
                    registry.remove(kind);
                }
            }
        }
        served.put(
                definition.name(),
                new Served(
                        String.valueOf(definition.metadata().uid()),
                        definition.spec(),
                        add(definition)));
    }

    private List<Verbs<Unstructured>> add(CustomResourceDefinition definition) {
        var all = new ArrayList<Verbs<Unstructured>>();
        var storage =
                definition.spec().versions().stream()
                        .filter(CustomResourceDefinitionVersion::storage)
                        .findFirst()
                        .orElse(definition.spec().versions().getFirst());
        var conversion = VersionConversion.of(definition, hooks);
        var kinds = new HashMap<String, Kind<Unstructured>>();
        for (var version : definition.spec().versions()) {
            var kind = CustomResource.of(definition, version).kind();
            kinds.put(kind.apiVersion(), kind);
        }
        var plain = CustomResource.of(definition, storage);
        var stored =
                plain.toBuilder()
                        .readOther(tree -> readOther(tree, kinds, conversion, plain.kind()))
                        .build();
        var verbs = storage.served() ? registry.add(stored) : registry.hidden(stored);
        if (storage.served()) {
            all.add(verbs);
        }
        for (var version : definition.spec().versions()) {
            if (version.served() && !version.name().equals(storage.name())) {
                var resource = CustomResource.of(definition, version);
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
        return List.copyOf(all);
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

    private void change(
            CustomResourceDefinition definition, UnaryOperator<CustomResourceDefinition> change) {
        if (!change.apply(definition).equals(definition)) {
            definitions.change("", definition.name(), part, change, SERVER);
        }
    }

    /// Deletes all objects of a definition that is to go, then lets it go.
    private void finish(CustomResourceDefinition definition) {
        change(definition, this::terminating);
        var known = served.get(definition.name());
        if (known != null && !known.verbs.isEmpty()) {
            var verbs = known.verbs.getFirst();
            verbs.deleteCollection("", ListQuery.ALL, DeleteOptions.EMPTY, WriteOptions.DEFAULT);
            if (!verbs.list("", ListQuery.ALL).items().isEmpty()) {
                unfinished = true;
                return;
            }
        }
        drop(definition.name());
        change(
                definition,
                now ->
                        DefinitionStatus.with(
                                now,
                                DefinitionStatus.TERMINATING,
                                false,
                                "InstanceDeletionCompleted",
                                "removed all instances",
                                clock.instant()));
    }

    private CustomResourceDefinition terminating(CustomResourceDefinition definition) {
        return DefinitionStatus.with(
                definition,
                DefinitionStatus.TERMINATING,
                true,
                "InstanceDeletionInProgress",
                "CustomResource deletion is in progress",
                clock.instant());
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
    }
}
