package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The plugins that are on by default, in the order in which they are asked.
public final class StandardChain implements Admission {
    private final List<Admission> plugins;

    private StandardChain(List<Admission> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /// The standard plugins, and others behind them.
    ///
    /// @param further plugins that other parts bring: node restriction, escalation, policies
    public static StandardChain of(Cluster cluster, RandomGenerator random, Admission... further) {
        var standard =
                Stream.of(
                        new NamespaceLifecycle(cluster),
                        new LimitRanger(cluster),
                        new ServiceAccounts(cluster, random),
                        new TaintNodesByCondition(),
                        new Priority(cluster),
                        new DefaultTolerationSeconds(),
                        new DefaultStorageClass(cluster),
                        new StorageObjectInUseProtection(),
                        new RuntimeClasses(cluster),
                        new DefaultIngressClass(cluster));
        return new StandardChain(Stream.concat(standard, Stream.of(further)).toList());
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        var admitted = object;
        for (var plugin : plugins) {
            if (plugin.handles(request)) {
                admitted = plugin.mutate(request, admitted);
            }
        }
        return admitted;
    }

    @Override
    public void validate(AdmissionRequest request) {
        for (var plugin : plugins) {
            if (plugin.handles(request)) {
                plugin.validate(request);
            }
        }
    }
}
