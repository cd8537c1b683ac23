package dev.jong.apiserver;

import dev.jong.apiserver.bootstrap.ClusterAuthentication;
import dev.jong.apiserver.bootstrap.FlowControl;
import dev.jong.apiserver.bootstrap.SystemObjects;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.config.Reloading;
import dev.jong.apiserver.encryption.Encryption;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.resources.BuiltIn;
import dev.jong.apiserver.resources.core.Components;
import dev.jong.apiserver.service.ServiceRepair;
import dev.jong.apiserver.service.Services;
import dev.jong.store.Store;
import java.util.Optional;

/// Puts the built-in resources on the store, with the objects that every cluster has.
///
/// @param encryption what keeps the store's content secret; empty when nothing does
/// @param repair what has to be closed
record StorageSetup(
        Registry registry,
        Components components,
        Optional<Encryption> encryption,
        ServiceRepair repair) {
    static StorageSetup of(ApiServerConfig config, Store store, Reloading reloading) {
        var encryption = Encryption.start(config.flags(), BuiltIn.keys(), reloading);
        var kept = encryption.map(each -> each.around(store)).orElse(store);
        var registry = new Registry(kept, config.clock(), config.random());
        registry.start();
        BuiltIn.addTo(registry, config.flags().duration("event-ttl"));
        var repair =
                Services.addTo(
                        registry,
                        store,
                        config.services(),
                        config.random(),
                        reloading.figures(),
                        !config.shared());
        var components = new Components().check("etcd-0", store::trouble);
        components.addTo(registry);
        SystemObjects.ensure(registry, config.services(), config.clock().instant());
        new FlowControl(registry).ensure();
        config.http()
                .tls()
                .ifPresent(tls ->
                        ClusterAuthentication.publish(
                                registry,
                                tls.identity().clientAuthorities(),
                                config.access().flatMap(AccessConfig::frontProxy),
                                config.clock().instant()));
        return new StorageSetup(registry, components, encryption, repair);
    }
}
