package dev.jong.controllers.endpoints;

import dev.jong.api.IntOrString;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodIP;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.controllers.pod.PodState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How Pods stand behind Services.
public final class ServicePods {
    private ServicePods() {}

    /// Whether a controller finds the Service's endpoints; users say those of the others
    /// themselves.
    public static boolean isSelecting(Service service) {
        return !"ExternalName".equals(service.spec().type())
                && !service.spec().selector().isEmpty();
    }

    public static boolean isHeadless(Service service) {
        var address = service.spec().clusterIp();
        return address == null || address.isEmpty() || address.equals("None");
    }

    /// The Pods that a Service selects, by name.
    public static List<Pod> of(Service service, Informer<Pod> pods) {
        return pods.inNamespace(service.namespace()).stream()
                .filter(pod -> selects(service, pod))
                .sorted(Comparator.comparing(Pod::name))
                .toList();
    }

    private static boolean selects(Service service, Pod pod) {
        return pod.metadata().labels().entrySet().containsAll(service.spec().selector().entrySet());
    }

    /// Whether a Pod has an address that Services may show.
    ///
    /// @param terminating whether Pods that are being deleted count
    public static boolean hasEndpoint(Pod pod, boolean terminating) {
        return !PodState.isFinished(pod)
                && (pod.status().podIp() != null || !pod.status().podIps().isEmpty())
                && (terminating || !PodState.isTerminating(pod));
    }

    public static boolean ownsHostname(Pod pod, Service service) {
        var hostname = pod.spec().hostname();
        return hostname != null
                && !hostname.isEmpty()
                && service.name().equals(pod.spec().subdomain());
    }

    public static List<String> addresses(Pod pod, String family) {
        var single = pod.status().podIp();
        var all =
                pod.status().podIps().isEmpty() && single != null
                        ? List.of(single)
                        : pod.status().podIps().stream().map(PodIP::ip).toList();
        boolean six = family.equals("IPv6");
        return all.stream().filter(ip -> ip.indexOf(':') >= 0 == six).toList();
    }

    /// The container port that a Service's port leads to; empty if the Pod has none of that name.
    public static OptionalInt targetPort(Pod pod, ServicePort port) {
        return switch (port.targetPort()) {
            case IntOrString.OfInt(int number) ->
                    OptionalInt.of(number == 0 ? port.port() : number);
            case IntOrString.OfString(String name) -> {
                var sidecars =
                        pod.spec().initContainers().stream()
                                .filter(container -> "Always".equals(container.restartPolicy()));
                yield Stream.concat(pod.spec().containers().stream(), sidecars)
                        .map(Container::ports)
                        .flatMap(List::stream)
                        .filter(each -> name.equals(each.name()))
                        .filter(each -> protocol(each.protocol()).equals(protocol(port.protocol())))
                        .mapToInt(each -> each.containerPort())
                        .findFirst();
            }
        };
    }

    static String protocol(@Nullable String protocol) {
        return Objects.requireNonNullElse(protocol, "TCP");
    }

    /// The Services that a change of a Pod concerns; none if nothing changed that a Service shows.
    public static List<ObjectKey> concerned(
            @Nullable Pod before, @Nullable Pod now, Informer<Service> services) {
        var pod = now != null ? now : before;
        if (pod == null
                || (before != null && now != null && View.of(before).equals(View.of(now)))) {
            return List.of();
        }
        return services.inNamespace(pod.namespace()).stream()
                .filter(ServicePods::isSelecting)
                .filter(service ->
                        (now != null && selects(service, now))
                                || (before != null && selects(service, before)))
                .map(ObjectKey::of)
                .toList();
    }

    /// What Services show of a Pod.
    private record View(
            Map<String, String> labels,
            boolean finished,
            boolean terminating,
            boolean ready,
            @Nullable String ip,
            List<PodIP> ips,
            @Nullable String node,
            @Nullable String uid) {
        static View of(Pod pod) {
            return new View(
                    pod.metadata().labels(),
                    PodState.isFinished(pod),
                    PodState.isTerminating(pod),
                    PodState.isReady(pod),
                    pod.status().podIp(),
                    pod.status().podIps(),
                    pod.spec().nodeName(),
                    pod.metadata().uid());
        }
    }
}
