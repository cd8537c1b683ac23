package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.SeccompProfile;
import dev.jong.api.core.v1.SecurityContext;
import dev.jong.kubelet.runtime.ContainerConfig.Security;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.NamespaceMode;
import dev.jong.kubelet.runtime.NamespaceOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the processes of a Pod may do: its `securityContext`, and each container's over it.
final class SecurityOf {
    private static final List<String> MASKED =
            List.of(
                    "/proc/asound",
                    "/proc/acpi",
                    "/proc/interrupts",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/proc/sched_debug",
                    "/proc/scsi",
                    "/sys/firmware",
                    "/sys/devices/virtual/powercap");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private SecurityOf() {}

    static Security container(
            PodSpec spec, Container container, Image image, String target, Path profiles) {
        var own =
                container.securityContext() == null
                        ? SecurityContext.EMPTY
                        : container.securityContext();
        var level = spec.securityContext();
        var user = own.runAsUser() != null || level == null ? own.runAsUser() : level.runAsUser();
        var group =
                own.runAsGroup() != null || level == null ? own.runAsGroup() : level.runAsGroup();
        var capabilities = own.capabilities();
        boolean open = "Unmasked".equals(own.procMount());
        return new Security(
                target.isEmpty() ? namespaces(spec) : targeted(spec, target),
                Boolean.TRUE.equals(own.privileged()),
                user == null ? image.uid() : user,
                user == null && image.uid() == null ? image.userName() : "",
                group,
                groups(spec),
                level != null && "Strict".equals(level.supplementalGroupsPolicy()),
                Boolean.TRUE.equals(own.readOnlyRootFilesystem()),
                Boolean.FALSE.equals(own.allowPrivilegeEscalation()),
                capabilities == null ? List.of() : capabilities.add(),
                capabilities == null ? List.of() : capabilities.drop(),
                seccomp(
                        own.seccompProfile() != null || level == null
                                ? own.seccompProfile()
                                : level.seccompProfile(),
                        profiles),
                open ? List.of() : MASKED,
                open ? List.of() : READ_ONLY);
    }

    /// Refuses to run as root what says it does not.
    static void verifyNonRoot(PodSpec spec, PodContainer container, Image image, String pod) {
        var own = container.spec().securityContext();
        var level = spec.securityContext();
        var wanted =
                own != null && own.runAsNonRoot() != null || level == null
                        ? own == null ? null : own.runAsNonRoot()
                        : level.runAsNonRoot();
        if (!Boolean.TRUE.equals(wanted)) {
            return;
        }
        var user =
                own != null && own.runAsUser() != null || level == null
                        ? own == null ? null : own.runAsUser()
                        : level.runAsUser();
        var where = " (pod: \"" + pod + "\", container: " + container.name() + ")";
        if (user != null) {
            if (user == 0) {
                throw new ConfigFailure("container's runAsUser breaks non-root policy" + where);
            }
        } else if (image.uid() == null && !image.userName().isEmpty()) {
            throw new ConfigFailure(
                    "container has runAsNonRoot and image has non-numeric user ("
                            + image.userName()
                            + "), cannot verify user is non-root"
                            + where);
        } else if (image.uid() == null || image.uid() == 0) {
            throw new ConfigFailure(
                    "container has runAsNonRoot and image will run as root" + where);
        }
    }

    static NamespaceOptions namespaces(PodSpec spec) {
        var network =
                Boolean.TRUE.equals(spec.hostNetwork()) ? NamespaceMode.NODE : NamespaceMode.POD;
        var ipc = Boolean.TRUE.equals(spec.hostIpc()) ? NamespaceMode.NODE : NamespaceMode.POD;
        var own =
                Boolean.TRUE.equals(spec.shareProcessNamespace())
                        ? NamespaceMode.POD
                        : NamespaceMode.CONTAINER;
        var processes = Boolean.TRUE.equals(spec.hostPid()) ? NamespaceMode.NODE : own;
        return new NamespaceOptions(network, processes, ipc, "");
    }

    private static NamespaceOptions targeted(PodSpec spec, String target) {
        var usual = namespaces(spec);
        return usual.pid() == NamespaceMode.CONTAINER
                ? new NamespaceOptions(usual.network(), NamespaceMode.TARGET, usual.ipc(), target)
                : usual;
    }

    static List<Long> groups(PodSpec spec) {
        var level = spec.securityContext();
        var groups = new ArrayList<Long>();
        if (level != null) {
            if (level.fsGroup() != null) {
                groups.add(level.fsGroup());
            }
            groups.addAll(level.supplementalGroups());
        }
        return groups;
    }

    private static dev.jong.kubelet.runtime.SeccompProfile seccomp(
            @Nullable SeccompProfile profile, Path profiles) {
        return switch (profile == null ? "" : profile.type()) {
            case "RuntimeDefault" -> new dev.jong.kubelet.runtime.SeccompProfile.RuntimeDefault();
            case "Localhost" ->
                    new dev.jong.kubelet.runtime.SeccompProfile.Localhost(
                            profiles.resolve(
                                            PodKey.text(
                                                    profile == null
                                                            ? null
                                                            : profile.localhostProfile()))
                                    .toString());
            default -> new dev.jong.kubelet.runtime.SeccompProfile.Unconfined();
        };
    }
}
