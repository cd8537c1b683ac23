package dev.jong.apiserver.admission.policy;

import dev.jong.api.KubernetesObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Remembers what became of each policy when it was compiled, until the policy changes.
final class CompiledPolicies<P extends KubernetesObject, C> {
    private static final int MOST_REMEMBERED = 10_000;

    private final Function<P, C> compile;
    private final Map<String, Entry<C>> known = new ConcurrentHashMap<>();

    private record Entry<C>(String version, C compiled) {}

    CompiledPolicies(Function<P, C> compile) {
        this.compile = compile;
    }

    C of(P policy) {
        var metadata = policy.metadata();
        var version = metadata.uid() + "/" + metadata.generation();
        var entry = known.get(policy.name());
        if (entry == null || !entry.version.equals(version)) {
            entry = new Entry<>(version, compile.apply(policy));
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            known.put(policy.name(), entry);
        }
        return entry.compiled;
    }
}
