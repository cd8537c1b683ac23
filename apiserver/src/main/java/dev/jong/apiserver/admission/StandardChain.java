package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.admission.podsecurity.PodSecurity;
import dev.jong.apiserver.admission.quota.ResourceQuotas;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The plugins that are on by default, in the order in which they are asked.
public final class StandardChain implements Admission {
    private final List<Admission> plugins;

    private StandardChain(List<Admission> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /// The standard plugins, others behind them, and quotas last.
    ///
    /// @param further plugins that other parts bring: escalation, policies, webhooks
    public static StandardChain of(
            Cluster cluster, RandomGenerator random, InstantSource clock, List<Admission> further) {
        var plugins = new ArrayList<Admission>();
        plugins.add(new NamespaceLifecycle(cluster));
        plugins.add(new LimitRanger(cluster));
        plugins.add(new ServiceAccounts(cluster, random));
        plugins.add(new TaintNodesByCondition());
        plugins.add(new PodSecurity(cluster, clock));
        plugins.add(new Priority(cluster));
        plugins.add(new DefaultTolerationSeconds());
        plugins.add(new DefaultStorageClass(cluster));
        plugins.add(new StorageObjectInUseProtection());
        plugins.add(new ClaimResize(cluster));
        plugins.add(new RuntimeClasses(cluster));
        plugins.add(new DefaultIngressClass(cluster));
        plugins.add(new PodTopologyLabels(cluster));
        plugins.add(new PodUpdates(cluster));
        plugins.addAll(further);
        plugins.add(new ResourceQuotas(cluster, clock));
        return new StandardChain(plugins);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        var admitted = round(request, object);
        return request.rounds().again() ? round(request, admitted) : admitted;
    }

    private KubernetesObject round(AdmissionRequest request, KubernetesObject object) {
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

    @Override
    public Charge charge(AdmissionRequest request) {
        var charges = new ArrayDeque<Charge>();
        Charge all = () -> charges.forEach(Charge::giveBack);
        boolean complete = false;
        try {
            for (var plugin : plugins) {
                if (plugin.handles(request)) {
                    charges.push(plugin.charge(request));
                }
            }
            complete = true;
            return all;
        } finally {
            if (!complete) {
                all.giveBack();
            }
        }
    }
}
