package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.admission.podsecurity.PodSecurity;
import dev.jong.apiserver.admission.podsecurity.PodSecurityFigures;
import dev.jong.apiserver.admission.quota.ResourceQuotas;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The plugins that are on by default, in the order in which they are asked.
public final class StandardChain implements Admission {
    private final List<Plugin> plugins;
    private final AdmissionMetrics metrics;

    private StandardChain(List<Plugin> plugins, AdmissionMetrics metrics) {
        this.plugins = List.copyOf(plugins);
        this.metrics = metrics;
    }

    /// A plugin and its name upstream; without a name it is always on.
    ///
    /// @param mutates whether it may change objects
    /// @param validates whether it may refuse them
    public record Plugin(String name, Admission admission, boolean mutates, boolean validates) {
        public Plugin(String name, Admission admission) {
            this(
                    name,
                    admission,
                    takesPart(admission, "mutate", AdmissionRequest.class, KubernetesObject.class),
                    takesPart(admission, "validate", AdmissionRequest.class));
        }
    }

    /// The standard plugins that are chosen, others behind them, and quotas last.
    ///
    /// @param further plugins that other parts bring: escalation, policies, webhooks
    public static StandardChain of(
            Cluster cluster,
            RandomGenerator random,
            InstantSource clock,
            PluginChoice choice,
            PodSecurityFigures podSecurity,
            AdmissionMetrics metrics,
            List<Plugin> further) {
        var plugins = new ArrayList<Plugin>();
        plugins.add(new Plugin("", new DefinitionLifecycle(cluster)));
        plugins.add(new Plugin("NamespaceLifecycle", new NamespaceLifecycle(cluster)));
        plugins.add(new Plugin("LimitRanger", new LimitRanger(cluster)));
        plugins.add(new Plugin("ServiceAccount", new ServiceAccounts(cluster, random)));
        plugins.add(new Plugin("TaintNodesByCondition", new TaintNodesByCondition()));
        plugins.add(new Plugin("AlwaysPullImages", new AlwaysPullImages()));
        plugins.add(
                new Plugin(
                        "PodSecurity",
                        new PodSecurity(cluster, choice.podSecurity(), clock, podSecurity)));
        plugins.add(new Plugin("Priority", new Priority(cluster)));
        plugins.add(new Plugin("DefaultTolerationSeconds", new DefaultTolerationSeconds()));
        plugins.add(new Plugin("DefaultStorageClass", new DefaultStorageClass(cluster)));
        plugins.add(new Plugin("StorageObjectInUseProtection", new StorageObjectInUseProtection()));
        plugins.add(new Plugin("PersistentVolumeClaimResize", new ClaimResize(cluster)));
        plugins.add(new Plugin("RuntimeClass", new RuntimeClasses(cluster)));
        plugins.add(new Plugin("DefaultIngressClass", new DefaultIngressClass(cluster)));
        plugins.add(new Plugin("DenyServiceExternalIPs", new DenyServiceExternalIps()));
        plugins.add(new Plugin("PodTopologyLabels", new PodTopologyLabels(cluster)));
        plugins.add(new Plugin("", new PodUpdates(cluster)));
        plugins.add(new Plugin("", new DeviceAdminAccess(cluster)));
        plugins.addAll(further);
        plugins.add(new Plugin("ResourceQuota", new ResourceQuotas(cluster, clock)));
        return new StandardChain(
                plugins.stream()
                        .filter(plugin -> plugin.name().isEmpty() || choice.isOn(plugin.name()))
                        .toList(),
                metrics);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        return metrics.timed(
                "",
                request.operation(),
                AdmissionMetrics.Step.ADMIT,
                () -> {
                    var admitted = round(request, object);
                    return request.rounds().again() ? round(request, admitted) : admitted;
                });
    }

    /// Whether a plugin has something to say at a step.
    private static boolean takesPart(Admission admission, String step, Class<?>... parameters) {
        try {
            return admission.getClass().getMethod(step, parameters).getDeclaringClass()
                    != Admission.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private KubernetesObject round(AdmissionRequest request, KubernetesObject object) {
        var admitted = object;
        for (var plugin : plugins) {
            var admission = plugin.admission();
            if (plugin.mutates() && admission.handles(request)) {
                var before = admitted;
                admitted =
                        timed(
                                plugin,
                                request,
                                AdmissionMetrics.Step.ADMIT,
                                () -> admission.mutate(request, before));
            }
        }
        return admitted;
    }

    @Override
    public void validate(AdmissionRequest request) {
        var _ =
                metrics.timed(
                        "",
                        request.operation(),
                        AdmissionMetrics.Step.VALIDATE,
                        () -> {
                            plugins.forEach(plugin -> validate(plugin, request));
                            return request;
                        });
    }

    private void validate(Plugin plugin, AdmissionRequest request) {
        var admission = plugin.admission();
        if (plugin.validates() && admission.handles(request)) {
            var _ =
                    timed(
                            plugin,
                            request,
                            AdmissionMetrics.Step.VALIDATE,
                            () -> {
                                admission.validate(request);
                                return request;
                            });
        }
    }

    private <R> R timed(
            Plugin plugin, AdmissionRequest request, AdmissionMetrics.Step step, Supplier<R> work) {
        return plugin.name().isEmpty()
                ? work.get()
                : metrics.timed(plugin.name(), request.operation(), step, work);
    }

    @Override
    public Charge charge(AdmissionRequest request) {
        var charges = new ArrayDeque<Charge>();
        Charge all = () -> charges.forEach(Charge::giveBack);
        boolean complete = false;
        try {
            for (var plugin : plugins) {
                if (plugin.admission().handles(request)) {
                    charges.push(charge(plugin, request));
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

    /// A charge is how quotas validate.
    private Charge charge(Plugin plugin, AdmissionRequest request) {
        var admission = plugin.admission();
        return plugin.mutates() || plugin.validates()
                ? admission.charge(request)
                : timed(
                        plugin,
                        request,
                        AdmissionMetrics.Step.VALIDATE,
                        () -> admission.charge(request));
    }
}
