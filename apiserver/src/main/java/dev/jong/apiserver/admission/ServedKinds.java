package dev.jong.apiserver.admission;

import dev.jong.api.Kind;
import java.util.Optional;

/// What is served, by the names that policies use.
public interface ServedKinds {
    Optional<Kind<?>> find(String apiVersion, String kind);

    Optional<Kind<?>> resource(String group, String version, String plural);
}
