package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.core.v1.HTTPGetAction;
import dev.jong.api.core.v1.LifecycleHandler;
import dev.jong.api.core.v1.TCPSocketAction;
import dev.jong.apiserver.admission.podsecurity.Subject.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks of single containers.
final class ContainerChecks {
    private static final Set<String> DEFAULT_CAPABILITIES =
            Set.of(
                    "AUDIT_WRITE",
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "FOWNER",
                    "FSETID",
                    "KILL",
                    "MKNOD",
                    "NET_BIND_SERVICE",
                    "SETFCAP",
                    "SETGID",
                    "SETPCAP",
                    "SETUID",
                    "SYS_CHROOT");

    private ContainerChecks() {}

    static Optional<Violation> privileged(Subject pod) {
        var bad = pod.parts(part -> Boolean.TRUE.equals(part.security().privileged()));
        return bad.isEmpty()
                ? Optional.empty()
                : violation(
                        "privileged",
                        Check.named("container", bad)
                                + " must not set securityContext.privileged=true");
    }

    static Optional<Violation> escalation(Subject pod) {
        var bad =
                pod.parts(
                        part -> !Boolean.FALSE.equals(part.security().allowPrivilegeEscalation()));
        return bad.isEmpty()
                ? Optional.empty()
                : violation(
                        "allowPrivilegeEscalation != false",
                        Check.named("container", bad)
                                + " must set securityContext.allowPrivilegeEscalation=false");
    }

    static Optional<Violation> procMount(Subject pod) {
        return values(
                        pod,
                        part -> {
                            var mount = part.security().procMount();
                            return mount == null || mount.equals("Default")
                                    ? Set.of()
                                    : Set.of(mount);
                        })
                .map(found ->
                        new Violation(
                                "procMount",
                                Check.named("container", found.containers())
                                        + " must not set securityContext.procMount to "
                                        + Check.quoted(found.values())));
    }

    static Optional<Violation> hostPorts(Subject pod) {
        return values(
                        pod,
                        part ->
                                part.ports().stream()
                                        .filter(port -> port.hostPort() != 0)
                                        .map(port -> Integer.toString(port.hostPort()))
                                        .collect(Collectors.toUnmodifiableSet()))
                .map(found ->
                        new Violation(
                                "hostPort",
                                Check.named("container", found.containers())
                                        + use(found.containers())
                                        + Check.plural("hostPort", found.values().size())
                                        + " "
                                        + String.join(", ", found.values())));
    }

    static Optional<Violation> hosts(Subject pod) {
        return values(pod, ContainerChecks::hosts)
                .map(found ->
                        new Violation(
                                "probe or lifecycle host",
                                Check.named("container", new TreeSet<>(found.containers()))
                                        + use(found.containers())
                                        + Check.plural(
                                                "probe or lifecycle host", found.values().size())
                                        + " "
                                        + Check.quoted(found.values())));
    }

    private static Set<String> hosts(Part part) {
        var ofProbes =
                part.probes().stream().flatMap(probe -> hosts(probe.httpGet(), probe.tcpSocket()));
        var lifecycle = part.lifecycle();
        var handlers =
                lifecycle == null
                        ? Stream.<LifecycleHandler>empty()
                        : Stream.of(lifecycle.postStart(), lifecycle.preStop())
                                .filter(Objects::nonNull);
        return Stream.concat(
                        ofProbes, handlers.flatMap(each -> hosts(each.httpGet(), each.tcpSocket())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> hosts(
            @Nullable HTTPGetAction http, @Nullable TCPSocketAction tcp) {
        return Stream.of(http == null ? null : http.host(), tcp == null ? null : tcp.host())
                .filter(host -> host != null && !host.isEmpty());
    }

    static Optional<Violation> defaultCapabilities(Subject pod) {
        return values(pod, part -> added(part, DEFAULT_CAPABILITIES))
                .map(found -> new Violation("non-default capabilities", included(found)));
    }

    static Optional<Violation> droppedCapabilities(Subject pod) {
        var keeping =
                pod.parts(part -> {
                    var capabilities = part.security().capabilities();
                    return capabilities == null || !capabilities.drop().contains("ALL");
                });
        var adding = values(pod, part -> added(part, Set.of("NET_BIND_SERVICE")));
        var details = new ArrayList<String>();
        if (!keeping.isEmpty()) {
            details.add(
                    Check.named("container", keeping)
                            + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        adding.ifPresent(found -> details.add(included(found)));
        return details.isEmpty()
                ? Optional.empty()
                : violation("unrestricted capabilities", String.join("; ", details));
    }

    private static Set<String> added(Part part, Set<String> allowed) {
        var capabilities = part.security().capabilities();
        if (capabilities == null) {
            return Set.of();
        }
        var added = new TreeSet<>(capabilities.add());
        added.removeAll(allowed);
        return added;
    }

    private static String included(Found found) {
        return Check.named("container", found.containers())
                + " must not include "
                + Check.quoted(found.values())
                + " in securityContext.capabilities.add";
    }

    private static String use(List<String> containers) {
        return containers.size() == 1 ? " uses " : " use ";
    }

    /// Containers with forbidden values, and the values in alphabetical order.
    private record Found(List<String> containers, Set<String> values) {}

    private static Optional<Found> values(Subject pod, Function<Part, Set<String>> forbidden) {
        var containers = new ArrayList<String>();
        var values = new TreeSet<String>();
        for (var part : pod.parts()) {
            var bad = forbidden.apply(part);
            if (!bad.isEmpty()) {
                containers.add(part.name());
                values.addAll(bad);
            }
        }
        return containers.isEmpty() ? Optional.empty() : Optional.of(new Found(containers, values));
    }

    private static Optional<Violation> violation(String reason, String detail) {
        return Optional.of(new Violation(reason, detail));
    }
}
