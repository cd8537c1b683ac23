package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Service;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Services for the variables of containers.
///
/// @param ofNamespace those of a namespace, and the API's own
/// @param known whether they have been read
public record ServiceSource(Function<String, List<Service>> ofNamespace, BooleanSupplier known) {
    List<Service> of(String namespace) {
        if (!known.getAsBoolean()) {
            throw new ConfigFailure(
                    "services have not yet been read at least once, cannot construct envvars");
        }
        return ofNamespace.apply(namespace);
    }
}
