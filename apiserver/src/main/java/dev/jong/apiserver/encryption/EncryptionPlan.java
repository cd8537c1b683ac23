package dev.jong.apiserver.encryption;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which resources are encrypted, and with what.
///
/// @param byResource by `resource.group`, `*.group` or `*.*`; the core group's is empty: `secrets.`
/// @param services that keep keys, in the order of the file
/// @param grace after which whatever was begun with it has ended
record EncryptionPlan(Map<String, Providers> byResource, List<KeyService> services, Duration grace)
        implements AutoCloseable {
    EncryptionPlan {
        byResource = Map.copyOf(byResource);
        services = List.copyOf(services);
    }

    Optional<Providers> of(String resource, String group) {
        for (var name : List.of(resource + "." + group, "*." + group, "*.*")) {
            var found = byResource.get(name);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /// What is wrong with services that keep keys.
    Optional<String> trouble() {
        return services.stream().flatMap(service -> service.trouble().stream()).findFirst();
    }

    @Override
    public void close() {
        services.forEach(KeyService::close);
    }
}
