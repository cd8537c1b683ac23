package dev.jong.scheduler;

import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.client.Client;
import dev.jong.client.EventRecorder;
import dev.jong.client.SharedInformers;
import dev.jong.foundation.Lifecycle;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.ResourceIds;
import dev.jong.scheduler.plugins.DefaultBinder;
import dev.jong.scheduler.plugins.VolumePlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Finds nodes for Pods.
public final class Scheduler implements AutoCloseable {
    private static final Duration FIRST_LIST = Duration.ofMinutes(5);

    private final Lifecycle lifecycle;

    private Scheduler(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /// Starts with informers of its own.
    public static Scheduler start(Client client, SchedulerOptions options) {
        var lifecycle = new Lifecycle();
        var informers = lifecycle.add("informers", new SharedInformers(client));
        var events =
                lifecycle.add(
                        "events",
                        new EventRecorder(
                                client,
                                options.schedulerName(),
                                options.schedulerName() + "-" + hostName(),
                                options.clock()));
        var nodes = new Nodes(new ResourceIds());
        var siblings = new Siblings(informers);
        var budgets = informers.of(PodDisruptionBudget.KIND);
        var profile =
                StandardProfile.of(
                        options.schedulerName(),
                        nodes,
                        new StandardProfile.Surroundings(
                                siblings::of,
                                budgets::list,
                                VolumePlugins.of(informers, client),
                                new DefaultBinder(client)),
                        options.random());
        var reach =
                new SchedulingLoop.Reach(
                        new Failures(client, events, options.clock()),
                        new Evictor(client, events, options.clock(), options.schedulerName()),
                        events);
        var loop = new SchedulingLoop(nodes, profile, reach, options);
        new ClusterNews(loop, options.schedulerName()).listen(informers);
        informers.start();
        var starter =
                Thread.ofVirtual()
                        .name("scheduler-start")
                        .start(() -> {
                            try {
                                if (informers.of(Namespace.KIND).awaitSynced(FIRST_LIST)
                                        && informers.of(Node.KIND).awaitSynced(FIRST_LIST)
                                        && informers.of(Pod.KIND).awaitSynced(FIRST_LIST)) {
                                    loop.start();
                                }
                            } catch (InterruptedException stop) {
                                Thread.currentThread().interrupt();
                            }
                        });
        lifecycle.add(
                "loop",
                (AutoCloseable)
                        () -> {
                            starter.interrupt();
                            starter.join();
                            loop.close();
                        });
        return new Scheduler(lifecycle);
    }

    /// Where this runs, as Events name it.
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            return "localhost";
        }
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
