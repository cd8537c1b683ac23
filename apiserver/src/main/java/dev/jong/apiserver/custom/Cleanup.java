package dev.jong.apiserver.custom;

import dev.jong.api.GroupResource;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the objects of a definition that is to go, then lets the definition go. Ends when the
/// definition is gone or wants it no longer; until then it tries again.
final class Cleanup {
    /// Owns what it changes, as upstream's server does.
    static final WriteOptions SERVER = WriteOptions.by("kube-apiserver");

    static final Subresource.Part<CustomResourceDefinition> STATUS =
            new Subresource.Part<>("status", (now, _) -> now, (_, _) -> List.of(), false, false);

    /// After so long it says that objects are still there.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration BEFORE_RETRY = Duration.ofMillis(500);

    /// Definitions of these would have the server's own objects deleted: they are stored at the
    /// same place.
    private static final Set<GroupResource> OWN =
            Set.of(
                    new GroupResource("apiregistration.k8s.io", "apiservices"),
                    new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"));

    private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

    private final Verbs<CustomResourceDefinition> definitions;
    private final CustomResourceDefinition definition;
    private final Supplier<Optional<Verbs<Unstructured>>> instances;
    private final InstantSource clock;

    /// @param instances the objects as they are served now; empty when they are not
    Cleanup(
            Verbs<CustomResourceDefinition> definitions,
            CustomResourceDefinition definition,
            Supplier<Optional<Verbs<Unstructured>>> instances,
            InstantSource clock) {
        this.definitions = definitions;
        this.definition = definition;
        this.instances = instances;
        this.clock = clock;
    }

    /// What is to be said of the objects.
    ///
    /// @param terminating whether the definition has to stay for them
    private record Finding(boolean terminating, String reason, String message) {}

    void run() {
        try {
            while (!RequestContext.of(User.SERVER).call(this::isDone)) {
                Thread.sleep(BEFORE_RETRY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDone() {
        try {
            var current = definitions.get("", definition.name()).object();
            if (!wantsThis(current)) {
                return true;
            }
            say(
                    new Finding(
                            true,
                            "InstanceDeletionInProgress",
                            "CustomResource deletion is in progress"));
            var finding = clean(current);
            say(finding);
            return !finding.terminating;
        } catch (ApiException.NotFound _) {
            return true;
        } catch (ApiException.Conflict _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        } catch (RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("definition", definition.name())
                    .log("Could not delete the objects of a definition, trying again");
            return false;
        }
    }

    private boolean wantsThis(CustomResourceDefinition current) {
        return String.valueOf(current.metadata().uid())
                        .equals(String.valueOf(definition.metadata().uid()))
                && DefinitionStatus.wantsCleanup(current);
    }

    private void say(Finding finding) {
        definitions.change("", definition.name(), STATUS, now -> told(now, finding), SERVER);
    }

    private CustomResourceDefinition told(CustomResourceDefinition now, Finding finding) {
        if (!wantsThis(now)) {
            return now;
        }
        var told =
                DefinitionStatus.with(
                        now,
                        DefinitionStatus.TERMINATING,
                        finding.terminating,
                        finding.reason,
                        finding.message,
                        clock.instant());
        return finding.terminating ? told : DefinitionStatus.cleaned(told);
    }

    private Finding clean(CustomResourceDefinition current) throws InterruptedException {
        var spec = current.spec();
        if (OWN.contains(new GroupResource(spec.group(), spec.names().plural()))) {
            return new Finding(
                    false,
                    "OverlappingBuiltInResource",
                    "instances overlap with built-in resources in storage");
        }
        if (!DefinitionStatus.is(current, DefinitionStatus.ESTABLISHED)) {
            return new Finding(false, "NeverEstablished", "resource was never established");
        }
        var found = instances.get();
        if (found.isEmpty()) {
            return failed("could not list instances: they are not served yet");
        }
        try {
            return deleteAll(found.get());
        } catch (ApiException e) {
            return failed("could not issue all deletes: " + e.getMessage());
        }
    }

    private static Finding failed(String message) {
        return new Finding(true, "InstanceDeletionFailed", message);
    }

    private static Finding deleteAll(Verbs<Unstructured> objects) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var watcher = objects.watch("", ListQuery.ALL, InitialEvents.UNSAID)) {
            objects.deleteCollection(
                    "", ListQuery.ALL, DeleteOptions.EMPTY, WriteOptions.DEFAULT.asAdmitted());
            while (!objects.list("", ListQuery.ALL).items().isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || watcher.poll(Duration.ofNanos(left)).isEmpty()) {
                    return new Finding(
                            true,
                            "InstanceDeletionCheck",
                            "could not confirm zero CustomResources remaining: context deadline"
                                    + " exceeded");
                }
            }
        }
        return new Finding(false, "InstanceDeletionCompleted", "removed all instances");
    }
}
