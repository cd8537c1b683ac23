package dev.jong.controllers;

import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.client.SharedInformers;
import dev.jong.controllers.rootca.RootCaPublisher;
import dev.jong.foundation.Lifecycle;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import dev.jong.reconcile.RecordingTransport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// The controllers of a cluster, running.
public final class Controllers implements AutoCloseable {

    private static final String MANAGER = "kube-controller-manager";

    private final Lifecycle lifecycle = new Lifecycle();
    private final ControllerClients clients;
    private final ControllerConfig config;
    private final InstantSource clock;
    private final Metrics metrics;
    private final SharedInformers informers;

    private Controllers(
            ControllerClients clients,
            ControllerConfig config,
            InstantSource clock,
            Metrics metrics) {
        this.metrics = metrics;
        this.clients = clients;
        this.config = config;
        this.clock = clock;
        this.informers = new SharedInformers(clients.shared());
    }

    /// Begins to work; leaves nothing behind where it cannot. The clients stay the caller's to
    /// close.
    public static Controllers start(
            ControllerClients clients,
            ControllerConfig config,
            InstantSource clock,
            Metrics metrics) {
        var controllers = new Controllers(clients, config, clock, metrics);
        try {
            controllers.work();
        } catch (RuntimeException e) {
            controllers.close();
            throw e;
        }
        return controllers;
    }

    /// Waits for the caches.
    ///
    /// @return whether all caches are filled in time
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        return informers.awaitSynced(patience);
    }

    private void work() {
        lifecycle.add("informers", informers);
        informers.keep(ConfigMap.KIND, Controllers::readPart);
        informers.keep(
                CustomResourceDefinition.KIND,
                definition ->
                        CustomResourceDefinition.EMPTY.withMetadata(
                                definition.metadata().withAnnotations(Map.of())));
        var shared = RecordingTransport.record(clients.shared());
        var context = new ControllerContext(shared, informers, clock, config, metrics, lifecycle);
        var runners =
                StandardControllers.create(
                        context, account -> RecordingTransport.record(clients.of(account)));
        runners.forEach(runner -> runner.prepare(informers));
        informers.start();
        var running =
                metrics.gauges(
                        Stability.BETA,
                        "running_managed_controllers",
                        "1 for each controller that runs.",
                        "manager",
                        "name");
        runners.forEach(runner -> {
            runner.start(informers, clock, metrics);
            running.with(MANAGER, runner.name()).set(1);
            lifecycle.add(runner.name(), runner);
        });
    }

    /// The content of most ConfigMaps is nobody's business here.
    private static ConfigMap readPart(ConfigMap map) {
        return RootCaPublisher.NAME.equals(map.name()) || map.namespace().startsWith("kube-")
                ? map
                : map.withData(Map.of()).withBinaryData(Map.of());
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
