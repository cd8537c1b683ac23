package dev.jong.cluster;

import dev.jong.client.Client;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Pki.Component;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.time.InstantSource;
import java.util.List;

/// An API server alone, for tests outside this package.
public record InMemoryPlane(ControlPlane plane, Client administrator) implements AutoCloseable {
    public static InMemoryPlane start() {
        var clock = InstantSource.system();
        var pki = Pki.create(List.of(), clock);
        var plane =
                ControlPlane.start(
                        ControlPlaneConfig.EMBEDDED.withoutControllers(),
                        pki,
                        LogStore.inMemory(StoreOptions.DEFAULT),
                        clock);
        return new InMemoryPlane(plane, plane.client(Pki.ADMIN, pki.admin()));
    }

    public Client client(Component component) {
        return plane.client(component);
    }

    @Override
    public void close() {
        plane.close();
    }
}
