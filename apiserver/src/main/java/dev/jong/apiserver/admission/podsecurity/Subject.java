package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerPort;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.Lifecycle;
import dev.jong.api.core.v1.PodSecurityContext;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.Probe;
import dev.jong.api.core.v1.SecurityContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The Pod that is looked at, or the one that a workload would make.
record Subject(Map<String, String> annotations, PodSpec spec) {
    /// A container of any sort.
    record Part(
            String name,
            SecurityContext security,
            List<ContainerPort> ports,
            List<Probe> probes,
            @Nullable Lifecycle lifecycle) {}

    Subject {
        annotations = Map.copyOf(annotations);
    }

    PodSecurityContext security() {
        return Objects.requireNonNullElse(spec.securityContext(), PodSecurityContext.EMPTY);
    }

    boolean isWindows() {
        var os = spec.os();
        return os != null && os.name().equals("windows");
    }

    /// Users of its own user namespace are nobody on the node (KEP-127).
    boolean hasOwnUsers() {
        return Boolean.FALSE.equals(spec.hostUsers());
    }

    /// Init containers, containers, ephemeral containers.
    List<Part> parts() {
        return Stream.concat(
                        Stream.concat(spec.initContainers().stream(), spec.containers().stream())
                                .map(Subject::part),
                        spec.ephemeralContainers().stream().map(Subject::part))
                .toList();
    }

    /// Names of the containers that are so.
    List<String> parts(Predicate<Part> such) {
        return parts().stream().filter(such).map(Part::name).toList();
    }

    private static Part part(Container container) {
        return new Part(
                container.name(),
                Objects.requireNonNullElse(container.securityContext(), SecurityContext.EMPTY),
                container.ports(),
                present(
                        container.livenessProbe(),
                        container.readinessProbe(),
                        container.startupProbe()),
                container.lifecycle());
    }

    private static Part part(EphemeralContainer container) {
        return new Part(
                container.name(),
                Objects.requireNonNullElse(container.securityContext(), SecurityContext.EMPTY),
                container.ports(),
                present(
                        container.livenessProbe(),
                        container.readinessProbe(),
                        container.startupProbe()),
                container.lifecycle());
    }

    private static List<Probe> present(@Nullable Probe... probes) {
        return Stream.of(probes).filter(Objects::nonNull).toList();
    }
}
