package dev.jong.apiserver.admission.webhook;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.apiserver.admission.Cluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The webhooks of all configurations of a kind, in the order of the configurations' names.
final class Hooks<C extends KubernetesObject> {
    private final Cluster cluster;
    private final Kind<C> kind;
    private final Function<C, List<Hook>> read;

    private record Read<C>(List<C> configurations, List<Hook> hooks) {}

    /// Replaced as a whole; what two threads read at once is the same.
    private volatile Read<C> known = new Read<>(List.of(), List.of());

    private Hooks(Cluster cluster, Kind<C> kind, Function<C, List<Hook>> read) {
        this.cluster = cluster;
        this.kind = kind;
        this.read = read;
    }

    static Hooks<MutatingWebhookConfiguration> mutating(Cluster cluster) {
        return new Hooks<>(
                cluster,
                MutatingWebhookConfiguration.KIND,
                configuration -> {
                    var hooks = configuration.webhooks();
                    return IntStream.range(0, hooks.size())
                            .mapToObj(i -> Hook.of(configuration.name(), i, hooks.get(i)))
                            .toList();
                });
    }

    static Hooks<ValidatingWebhookConfiguration> validating(Cluster cluster) {
        return new Hooks<>(
                cluster,
                ValidatingWebhookConfiguration.KIND,
                configuration -> {
                    var hooks = configuration.webhooks();
                    return IntStream.range(0, hooks.size())
                            .mapToObj(i -> Hook.of(configuration.name(), i, hooks.get(i)))
                            .toList();
                });
    }

    /// As of now or a moment ago.
    List<Hook> all() {
        var configurations = cluster.list(kind, "");
        var last = known;
        if (same(configurations, last.configurations())) {
            return last.hooks();
        }
        var hooks = new ArrayList<Hook>();
        configurations.stream()
                .sorted(Comparator.comparing(KubernetesObject::name))
                .forEach(configuration -> hooks.addAll(read.apply(configuration)));
        known = new Read<>(configurations, List.copyOf(hooks));
        return known.hooks();
    }

    /// The cache hands out the same objects as long as they do not change.
    @SuppressWarnings("ReferenceEquality")
    private static boolean same(List<?> now, List<?> before) {
        if (now.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) != before.get(i)) {
                return false;
            }
        }
        return true;
    }
}
