package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.apiserver.admission.ServedKinds;
import java.util.Optional;

/// Answers admission's questions about names from the registry.
public final class RegistryKinds implements ServedKinds {
    private final Registry registry;

    public RegistryKinds(Registry registry) {
        this.registry = registry;
    }

    @Override
    public Optional<Kind<?>> find(String apiVersion, String kind) {
        return registry.all().stream()
                .<Kind<?>>map(verbs -> verbs.resource().kind())
                .filter(served ->
                        served.name().equals(kind) && served.apiVersion().equals(apiVersion))
                .findFirst();
    }

    @Override
    public Optional<Kind<?>> resource(String group, String version, String plural) {
        return registry.find(group, version, plural).map(verbs -> verbs.resource().kind());
    }
}
