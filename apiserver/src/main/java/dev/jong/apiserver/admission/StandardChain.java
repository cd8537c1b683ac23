package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.admission.AdmissionMetrics.Step;
import dev.jong.apiserver.admission.podsecurity.PodSecurity;
import dev.jong.apiserver.admission.podsecurity.PodSecurityFigures;
import dev.jong.apiserver.admission.quota.ResourceQuotas;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The plugins that are on by default, in the order in which they are asked.
public final class StandardChain implements Admission {
    private final List<Turn> mutating;
    private final List<Turn> validating;

    /// A charge is how quotas validate.
    private final List<Turn> charging;

    private final AdmissionMetrics.Timer mutation;
    private final AdmissionMetrics.Timer validation;

    private StandardChain(List<Plugin> plugins, AdmissionMetrics metrics) {
        mutating = turns(plugins, "mutate", Step.ADMIT, metrics);
        validating = turns(plugins, "validate", Step.VALIDATE, metrics);
        charging = turns(plugins, "charge", Step.VALIDATE, metrics);
        mutation = metrics.timer("", Step.ADMIT);
        validation = metrics.timer("", Step.VALIDATE);
    }

    /// A plugin and its name upstream; without a name it is always on.
    public record Plugin(String name, Admission admission) {}

    /// A plugin in a step in which it does something.
    ///
    /// @param timer null for what is not a plugin upstream
    private record Turn(Admission admission, AdmissionMetrics.@Nullable Timer timer) {
        <R> R take(Operation operation, Supplier<R> work) {
            return timer == null ? work.get() : timer.time(operation, work);
        }
    }

    private static List<Turn> turns(
            List<Plugin> plugins, String method, Step step, AdmissionMetrics metrics) {
        return plugins.stream()
                .filter(plugin -> has(plugin.admission(), method))
                .map(plugin -> {
                    var name = plugin.name();
                    return new Turn(
                            plugin.admission(), name.isEmpty() ? null : metrics.timer(name, step));
                })
                .toList();
    }

    /// Whether it has a method of its own of that name: few plugins have more than one.
    private static boolean has(Admission admission, String name) {
        return Stream.of(admission.getClass().getMethods())
                .filter(method -> method.getName().equals(name))
                .anyMatch(method -> !method.getDeclaringClass().equals(Admission.class));
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
        plugins.add(new Plugin("DefaultTolerationSeconds", choice.tolerations()));
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
        return mutation.time(
                request.operation(),
                () -> {
                    var admitted = round(request, object);
                    return request.rounds().again() ? round(request, admitted) : admitted;
                });
    }

    private KubernetesObject round(AdmissionRequest request, KubernetesObject object) {
        var admitted = object;
        for (var turn : mutating) {
            var admission = turn.admission();
            if (admission.handles(request)) {
                var before = admitted;
                admitted = turn.take(request.operation(), () -> admission.mutate(request, before));
            }
        }
        return admitted;
    }

    @Override
    public void validate(AdmissionRequest request) {
        var _ =
                validation.time(
                        request.operation(),
                        () -> {
                            validating.forEach(turn -> validate(turn, request));
                            return request;
                        });
    }

    private static void validate(Turn turn, AdmissionRequest request) {
        var admission = turn.admission();
        if (admission.handles(request)) {
            var _ =
                    turn.take(
                            request.operation(),
                            () -> {
                                admission.validate(request);
                                return request;
                            });
        }
    }

    @Override
    public Charge charge(AdmissionRequest request) {
        var charges = new ArrayDeque<Charge>();
        Charge all = () -> charges.forEach(Charge::giveBack);
        boolean complete = false;
        try {
            for (var turn : charging) {
                var admission = turn.admission();
                if (admission.handles(request)) {
                    charges.push(turn.take(request.operation(), () -> admission.charge(request)));
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
