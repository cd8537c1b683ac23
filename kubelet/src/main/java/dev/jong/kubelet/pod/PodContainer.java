package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.kubelet.runtime.ContainerRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One container of a Pod's spec, whatever list it stands in.
///
/// @param target whose processes an ephemeral container sees, else empty
public record PodContainer(ContainerRole role, Container spec, String target) {
    public String name() {
        return spec.name();
    }

    public String image() {
        return PodKey.text(spec.image());
    }

    /// Init containers in order, then the others.
    public static List<PodContainer> all(PodSpec spec) {
        var all = new ArrayList<PodContainer>(initial(spec));
        all.addAll(main(spec));
        all.addAll(ephemeral(spec));
        return all;
    }

    /// Init containers and sidecars, in order.
    static List<PodContainer> initial(PodSpec spec) {
        return spec.initContainers().stream().map(PodContainer::initial).toList();
    }

    private static PodContainer initial(Container container) {
        boolean sidecar = "Always".equals(container.restartPolicy());
        return new PodContainer(
                sidecar ? ContainerRole.SIDECAR : ContainerRole.INIT, container, "");
    }

    static List<PodContainer> main(PodSpec spec) {
        return spec.containers().stream()
                .map(container -> new PodContainer(ContainerRole.MAIN, container, ""))
                .toList();
    }

    static List<PodContainer> ephemeral(PodSpec spec) {
        return spec.ephemeralContainers().stream().map(PodContainer::ephemeral).toList();
    }

    private static PodContainer ephemeral(EphemeralContainer container) {
        var common =
                Container.builder()
                        .name(container.name())
                        .image(container.image())
                        .command(container.command())
                        .args(container.args())
                        .workingDir(container.workingDir())
                        .ports(container.ports())
                        .envFrom(container.envFrom())
                        .env(container.env())
                        .resources(container.resources())
                        .volumeMounts(container.volumeMounts())
                        .terminationMessagePath(container.terminationMessagePath())
                        .terminationMessagePolicy(container.terminationMessagePolicy())
                        .imagePullPolicy(container.imagePullPolicy())
                        .securityContext(container.securityContext())
                        .stdin(container.stdin())
                        .stdinOnce(container.stdinOnce())
                        .tty(container.tty())
                        .build();
        return new PodContainer(
                ContainerRole.EPHEMERAL, common, PodKey.text(container.targetContainerName()));
    }

    static Optional<PodContainer> find(PodSpec spec, String name) {
        return all(spec).stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
