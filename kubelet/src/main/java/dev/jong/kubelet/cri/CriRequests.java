package dev.jong.kubelet.cri;

import dev.jong.kubelet.cri.v1.Capability;
import dev.jong.kubelet.cri.v1.ContainerMetadata;
import dev.jong.kubelet.cri.v1.DNSConfig;
import dev.jong.kubelet.cri.v1.ImageSpec;
import dev.jong.kubelet.cri.v1.Int64Value;
import dev.jong.kubelet.cri.v1.KeyValue;
import dev.jong.kubelet.cri.v1.LinuxContainerConfig;
import dev.jong.kubelet.cri.v1.LinuxContainerResources;
import dev.jong.kubelet.cri.v1.LinuxContainerSecurityContext;
import dev.jong.kubelet.cri.v1.LinuxPodSandboxConfig;
import dev.jong.kubelet.cri.v1.LinuxSandboxSecurityContext;
import dev.jong.kubelet.cri.v1.Mount;
import dev.jong.kubelet.cri.v1.MountPropagation;
import dev.jong.kubelet.cri.v1.NamespaceMode;
import dev.jong.kubelet.cri.v1.NamespaceOption;
import dev.jong.kubelet.cri.v1.PodSandboxConfig;
import dev.jong.kubelet.cri.v1.PodSandboxMetadata;
import dev.jong.kubelet.cri.v1.PortMapping;
import dev.jong.kubelet.cri.v1.Protocol;
import dev.jong.kubelet.cri.v1.SecurityProfile;
import dev.jong.kubelet.cri.v1.SupplementalGroupsPolicy;
import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.LinuxResources;
import dev.jong.kubelet.runtime.NamespaceOptions;
import dev.jong.kubelet.runtime.SandboxConfig;
import dev.jong.kubelet.runtime.SeccompProfile;

/// Our records as CRI messages.
final class CriRequests {
    private CriRequests() {}

    static PodSandboxConfig sandbox(SandboxConfig config) {
        var result =
                PodSandboxConfig.newBuilder()
                        .setMetadata(
                                PodSandboxMetadata.newBuilder()
                                        .setName(config.pod().name())
                                        .setNamespace(config.pod().namespace())
                                        .setUid(config.pod().uid())
                                        .setAttempt(config.attempt()))
                        .setHostname(config.hostname())
                        .setLogDirectory(config.logDirectory().toString())
                        .setDnsConfig(
                                DNSConfig.newBuilder()
                                        .addAllServers(config.dns().servers())
                                        .addAllSearches(config.dns().searches())
                                        .addAllOptions(config.dns().options()))
                        .putAllLabels(config.labels())
                        .putAllAnnotations(config.annotations())
                        .setLinux(
                                LinuxPodSandboxConfig.newBuilder()
                                        .setCgroupParent(config.cgroupParent())
                                        .setSecurityContext(sandboxSecurity(config))
                                        .putAllSysctls(config.sysctls()));
        for (var port : config.ports()) {
            result.addPortMappings(
                    PortMapping.newBuilder()
                            .setProtocol(protocol(port.protocol()))
                            .setContainerPort(port.containerPort())
                            .setHostPort(port.hostPort())
                            .setHostIp(port.hostIp()));
        }
        return result.build();
    }

    private static LinuxSandboxSecurityContext sandboxSecurity(SandboxConfig config) {
        var security =
                LinuxSandboxSecurityContext.newBuilder()
                        .setNamespaceOptions(namespaces(config.namespaces()))
                        .setPrivileged(config.privileged())
                        .addAllSupplementalGroups(config.supplementalGroups())
                        .setSeccomp(profile(config.seccomp()));
        if (config.runAsUser() != null) {
            security.setRunAsUser(Int64Value.newBuilder().setValue(config.runAsUser()));
        }
        if (config.runAsGroup() != null) {
            security.setRunAsGroup(Int64Value.newBuilder().setValue(config.runAsGroup()));
        }
        return security.build();
    }

    static dev.jong.kubelet.cri.v1.ContainerConfig container(ContainerConfig config) {
        var result =
                dev.jong.kubelet.cri.v1.ContainerConfig.newBuilder()
                        .setMetadata(
                                ContainerMetadata.newBuilder()
                                        .setName(config.name())
                                        .setAttempt(config.attempt()))
                        .setImage(
                                ImageSpec.newBuilder()
                                        .setImage(config.image())
                                        .setUserSpecifiedImage(config.userImage()))
                        .addAllCommand(config.command())
                        .addAllArgs(config.arguments())
                        .setWorkingDir(config.workingDirectory())
                        .putAllLabels(config.labels())
                        .putAllAnnotations(config.annotations())
                        .setLogPath(config.logPath())
                        .setStdin(config.stdin())
                        .setStdinOnce(config.stdinOnce())
                        .setTty(config.tty())
                        .setLinux(
                                LinuxContainerConfig.newBuilder()
                                        .setResources(resources(config.resources()))
                                        .setSecurityContext(security(config.security())));
        for (var variable : config.environment()) {
            result.addEnvs(
                    KeyValue.newBuilder().setKey(variable.name()).setValue(variable.value()));
        }
        for (var mount : config.mounts()) {
            result.addMounts(
                    Mount.newBuilder()
                            .setHostPath(mount.hostPath())
                            .setContainerPath(mount.containerPath())
                            .setReadonly(mount.readOnly())
                            .setRecursiveReadOnly(mount.recursiveReadOnly())
                            .setPropagation(propagation(mount.propagation())));
        }
        return result.build();
    }

    static LinuxContainerResources resources(LinuxResources resources) {
        var result =
                LinuxContainerResources.newBuilder()
                        .setCpuPeriod(resources.cpuPeriod())
                        .setCpuQuota(resources.cpuQuota())
                        .setCpuShares(resources.cpuShares())
                        .setMemoryLimitInBytes(resources.memoryLimit());
        if (resources.oomScoreAdjust() != null) {
            result.setOomScoreAdj(resources.oomScoreAdjust());
        }
        return result.build();
    }

    private static LinuxContainerSecurityContext security(ContainerConfig.Security security) {
        var result =
                LinuxContainerSecurityContext.newBuilder()
                        .setNamespaceOptions(namespaces(security.namespaces()))
                        .setPrivileged(security.privileged())
                        .setRunAsUsername(security.runAsUserName())
                        .addAllSupplementalGroups(security.supplementalGroups())
                        .setSupplementalGroupsPolicy(
                                security.strictGroups()
                                        ? SupplementalGroupsPolicy.Strict
                                        : SupplementalGroupsPolicy.Merge)
                        .setReadonlyRootfs(security.readOnlyRoot())
                        .setNoNewPrivs(security.noNewPrivileges())
                        .setSeccomp(profile(security.seccomp()))
                        .addAllMaskedPaths(security.maskedPaths())
                        .addAllReadonlyPaths(security.readOnlyPaths())
                        .setCapabilities(
                                Capability.newBuilder()
                                        .addAllAddCapabilities(security.addCapabilities())
                                        .addAllDropCapabilities(security.dropCapabilities()));
        if (security.runAsUser() != null) {
            result.setRunAsUser(Int64Value.newBuilder().setValue(security.runAsUser()));
        }
        if (security.runAsGroup() != null) {
            result.setRunAsGroup(Int64Value.newBuilder().setValue(security.runAsGroup()));
        }
        return result.build();
    }

    private static NamespaceOption namespaces(NamespaceOptions options) {
        return NamespaceOption.newBuilder()
                .setNetwork(mode(options.network()))
                .setPid(mode(options.pid()))
                .setIpc(mode(options.ipc()))
                .setTargetId(options.target())
                .build();
    }

    private static NamespaceMode mode(dev.jong.kubelet.runtime.NamespaceMode mode) {
        return switch (mode) {
            case POD -> NamespaceMode.POD;
            case CONTAINER -> NamespaceMode.CONTAINER;
            case NODE -> NamespaceMode.NODE;
            case TARGET -> NamespaceMode.TARGET;
        };
    }

    private static SecurityProfile profile(SeccompProfile profile) {
        var result = SecurityProfile.newBuilder();
        return switch (profile) {
            case SeccompProfile.Unconfined() ->
                    result.setProfileType(SecurityProfile.ProfileType.Unconfined).build();
            case SeccompProfile.RuntimeDefault() ->
                    result.setProfileType(SecurityProfile.ProfileType.RuntimeDefault).build();
            case SeccompProfile.Localhost(var reference) ->
                    result.setProfileType(SecurityProfile.ProfileType.Localhost)
                            .setLocalhostRef(reference)
                            .build();
        };
    }

    private static MountPropagation propagation(ContainerConfig.Mount.Propagation propagation) {
        return switch (propagation) {
            case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
            case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
            case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
        };
    }

    private static Protocol protocol(String name) {
        return switch (name) {
            case "UDP" -> Protocol.UDP;
            case "SCTP" -> Protocol.SCTP;
            default -> Protocol.TCP;
        };
    }
}
