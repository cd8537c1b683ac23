package dev.jong.apiserver.custom;

import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.cel.CelFigures;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.apiserver.webhook.HookClient;
import dev.jong.foundation.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
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
    private final DefinedVersions versions;
    private final InstantSource clock;
    private volatile Watcher<CustomResourceDefinition> watcher;
    private final Thread thread;

    /// What is served, by the definition's name. Only the follower's thread changes it.
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    /// Definitions that did not get all their names. Only the follower's thread changes it.
    private final Set<String> conflicting = new HashSet<>();

    /// Those at work, by the definition's UID.
    private final Map<String, Thread> cleanups = new ConcurrentHashMap<>();

    private CustomResources(
            Registry registry, HookClient hooks, InstantSource clock, Metrics metrics) {
        this.registry = registry;
        versions =
                new DefinedVersions(
                        registry, hooks, ConversionFigures.of(metrics), CelFigures.of(metrics));
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
                    served.values().forEach(each -> each.schemas().forEach(DefinedSchema::rest));
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
        var mark = Served.Mark.of(named);
        if (known == null || !known.mark().equals(mark)) {
            if (known != null) {
                removeOld(known, named, mark);
            }
            served.put(named.name(), versions.add(named, mark));
        }
    }

    /// What is served under another name from now on, or no longer.
    private void removeOld(Served old, CustomResourceDefinition definition, Served.Mark mark) {
        for (var verbs : old.verbs()) {
            var kind = verbs.resource().kind();
            boolean stays =
                    definition.spec().versions().stream()
                            .anyMatch(version ->
                                    version.served() && version.name().equals(kind.version()));
            if (!stays || !old.mark().names().equals(mark.names())) {
                registry.remove(kind);
            }
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
            going.verbs().stream()
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

    private void drop(String name) {
        var gone = served.remove(name);
        if (gone != null) {
            gone.verbs().forEach(verbs -> registry.remove(verbs.resource().kind()));
        }
    }

    @Override
    public void close() {
        watcher.close();
        thread.interrupt();
        cleanups.values().forEach(Thread::interrupt);
    }
}
