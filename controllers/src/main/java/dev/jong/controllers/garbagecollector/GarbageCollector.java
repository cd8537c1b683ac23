package dev.jong.controllers.garbagecollector;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.Discovery;
import dev.jong.client.InformerHandler;
import dev.jong.client.SharedInformers;
import dev.jong.controllers.ControllerContext;
import dev.jong.foundation.Backoff;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.WorkQueue;
import dev.jong.foundation.WorkQueueMetrics;
import dev.jong.reconcile.Runner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches every kind that can be listed, watched and deleted, and deletes what has lost its
/// owners.
public final class GarbageCollector implements Runner {
    private static final Logger log = LoggerFactory.getLogger(GarbageCollector.class);
    private static final int WORKERS = 20;
    private static final Duration DISCOVERY = Duration.ofSeconds(30);
    private static final Duration AFTER_NEW_KIND = Duration.ofMillis(500);
    private static final Duration SYNC_PATIENCE = Duration.ofMinutes(1);
    private static final Set<String> IGNORED = Set.of("Event");

    /// What waits in the queue: an object to look at, or the question which kinds there are.
    private sealed interface Task {}

    private record Look(Item item) implements Task {}

    private record Discover() implements Task {}

    private final Client client;
    private final OwnerGraph graph;
    private final Collection collection;
    private final WorkQueue<Task> queue;
    private final List<Thread> workers = new ArrayList<>();

    public GarbageCollector(ControllerContext context) {
        this.client = context.client();
        this.graph = new OwnerGraph(context.informers());
        this.queue =
                new WorkQueue<>(
                        context.clock(),
                        Backoff.WORK_QUEUE,
                        WorkQueueMetrics.in(
                                context.metrics(),
                                "garbage_collector_attempt_to_delete",
                                context.clock()));
        this.collection = new Collection(client, graph, item -> queue.add(new Look(item)));
    }

    @Override
    public String name() {
        return "garbage-collector";
    }

    @Override
    public void prepare(SharedInformers informers) {
        informers
                .of(CustomResourceDefinition.KIND)
                .addHandler(
                        InformerHandler.any(_ -> queue.addAfter(new Discover(), AFTER_NEW_KIND)));
    }

    @Override
    public void start(SharedInformers informers, InstantSource clock, Metrics metrics) {
        queue.add(new Discover());
        for (int i = 0; i < WORKERS; i++) {
            workers.add(
                    Thread.ofVirtual().name("garbage-collector-" + i).start(() -> work(informers)));
        }
    }

    private void work(SharedInformers informers) {
        try {
            for (var task = queue.take(); task.isPresent(); task = queue.take()) {
                var now = task.get();
                try {
                    perform(now, informers);
                    queue.forget(now);
                } catch (ApiException | ClientException e) {
                    log.atDebug().setCause(e).addKeyValue("task", now).log("Will try again");
                    queue.retry(now);
                } catch (RuntimeException e) {
                    log.atError()
                            .setCause(e)
                            .addKeyValue("task", now)
                            .log("Failed, will try again");
                    queue.retry(now);
                } finally {
                    queue.done(now);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Task task, SharedInformers informers) throws InterruptedException {
        switch (task) {
            case Look(Item item) -> {
                if (!collection.process(item)) {
                    queue.retry(task);
                }
            }
            case Discover() -> {
                discover();
                informers.awaitSynced(SYNC_PATIENCE);
                queue.addAfter(task, DISCOVERY);
            }
        }
    }

    private void discover() {
        for (var served : client.discovery().preferred(new ArrayList<>())) {
            if (isCollected(served)) {
                var kind = served.resolve();
                collection.know(served, kind);
                if (!graph.watches(kind)) {
                    graph.watch(kind, this::changed);
                }
            }
        }
    }

    private static boolean isCollected(Discovery.Served served) {
        return served.can("delete")
                && served.can("list")
                && served.can("watch")
                && !IGNORED.contains(served.kind());
    }

    /// Decides whom a change concerns; called by informers.
    private void changed(
            Kind<?> kind, @Nullable KubernetesObject before, @Nullable KubernetesObject now) {
        if (now == null) {
            if (before != null) {
                lost(before);
            }
            return;
        }
        var item = Item.of(kind, now);
        if (References.orphansDependents(now)) {
            queue.add(new Look(item));
        } else if (References.waitsForDependents(now)) {
            queue.add(new Look(item));
            if (before == null || !References.waitsForDependents(before)) {
                graph.forEachDependent(item.uid(), dependent -> queue.add(new Look(dependent)));
            }
        }
        var references = now.metadata().ownerReferences();
        if (!references.isEmpty()
                && (before == null || !references.equals(before.metadata().ownerReferences()))) {
            checkOwners(item, now);
        }
        if (before != null) {
            wakeFormerOwners(before, now);
        }
    }

    /// An owner that is not in the graph, or is going, is looked at closely.
    private void checkOwners(Item item, KubernetesObject object) {
        for (var owner : object.metadata().ownerReferences()) {
            var known = graph.ofUid(owner.uid());
            var going = known.flatMap(graph::find).filter(References::waitsForDependents);
            if (known.isEmpty() || going.isPresent() || !reaches(item, owner.name(), known.get())) {
                queue.add(new Look(item));
                return;
            }
        }
    }

    private static boolean reaches(Item item, String name, Item owner) {
        var namespace = owner.key().namespace();
        return owner.key().name().equals(name)
                && (namespace.isEmpty() || namespace.equals(item.key().namespace()));
    }

    /// Owners that wait for their dependents and lost one, or are not blocked by one any more.
    private void wakeFormerOwners(KubernetesObject before, KubernetesObject now) {
        if (before.metadata().ownerReferences().equals(now.metadata().ownerReferences())) {
            return;
        }
        before.metadata().ownerReferences().forEach(owner -> wakeOwner(owner.uid()));
    }

    private void lost(KubernetesObject object) {
        var uid = OwnerGraph.uid(object);
        collection.noteAbsent(uid);
        graph.forEachDependent(uid, dependent -> queue.add(new Look(dependent)));
        object.metadata().ownerReferences().forEach(owner -> wakeOwner(owner.uid()));
    }

    private void wakeOwner(String uid) {
        graph.ofUid(uid)
                .filter(owner -> graph.find(owner).filter(References::isBeingDeleted).isPresent())
                .ifPresent(owner -> queue.add(new Look(owner)));
    }

    @Override
    public void close() {
        queue.close();
        workers.forEach(Thread::interrupt);
    }
}
