package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSecurityContext;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.Sysctl;
import dev.jong.api.core.v1.VolumeProjection;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Pods and the templates they are made from.
final class PodRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final String SYSCTL_PART = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String SYSCTL_FORMAT = "(" + SYSCTL_PART + "[\\./])*" + SYSCTL_PART;
    private static final Pattern SYSCTL = Pattern.compile(SYSCTL_FORMAT);
    private static final Pattern IPC_SYSCTL =
            Pattern.compile("^kernel\\.(sem$|shm|msg)|^fs\\.mqueue\\.");

    private PodRules() {}

    static List<FieldError> pod(Pod pod) {
        var errors = new FieldErrors();
        PodAnnotationRules.check(pod.metadata().annotations(), pod.spec(), errors);
        spec(pod.spec(), pod.name(), SPEC, errors);
        tokens(pod.spec(), errors);
        ContainerRules.onlyOfPods(pod.spec().containers(), SPEC.child("containers"), errors);
        ContainerRules.onlyOfPods(
                pod.spec().initContainers(), SPEC.child("initContainers"), errors);
        return errors.list();
    }

    /// Tokens are of an account, which admission gives to every Pod but mirrors of static ones.
    private static void tokens(PodSpec spec, FieldErrors errors) {
        if (spec.serviceAccountName() != null) {
            return;
        }
        for (int i = 0; i < spec.volumes().size(); i++) {
            var projected = spec.volumes().get(i).projected();
            var sources = projected == null ? List.<VolumeProjection>of() : projected.sources();
            for (int j = 0; j < sources.size(); j++) {
                if (sources.get(j).serviceAccountToken() != null) {
                    errors.forbidden(
                            SPEC.child("volumes")
                                    .index(i)
                                    .child("projected", "sources")
                                    .index(j)
                                    .child("serviceAccountToken"),
                            "must not be specified when serviceAccountName is not set");
                }
            }
        }
    }

    /// What only a new Pod may not have.
    static List<FieldError> created(Pod pod) {
        var errors = new FieldErrors();
        errors.addAll(pod(pod));
        PodAnnotationRules.created(pod, errors);
        if (!pod.spec().ephemeralContainers().isEmpty()) {
            errors.forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create");
        }
        if (pod.spec().nodeName() != null && !pod.spec().schedulingGates().isEmpty()) {
            errors.forbidden(
                    SPEC.child("nodeName"),
                    "cannot be set until all schedulingGates have been cleared");
        }
        return errors.list();
    }

    static void template(PodTemplateSpec template, FieldPath path, FieldErrors errors) {
        SelectorRules.labels(template.metadata().labels(), path.child("labels"), errors);
        SelectorRules.annotations(
                template.metadata().annotations(), path.child("annotations"), errors);
        spec(template.spec(), null, path.child("spec"), errors);
        if (!template.spec().ephemeralContainers().isEmpty()) {
            errors.forbidden(
                    path.child("spec", "ephemeralContainers"),
                    "ephemeral containers not allowed in pod template");
        }
    }

    /// @param owner the Pod's name; null in templates
    private static void spec(
            PodSpec spec, @Nullable String owner, FieldPath path, FieldErrors errors) {
        var volumes = VolumeRules.check(spec.volumes(), owner, path.child("volumes"), errors);
        var claims = PodClaimRules.all(spec.resourceClaims(), path.child("resourceClaims"), errors);
        ContainerRules.all(spec, volumes, claims, path, errors);
        ResourceRules.overhead(spec.overhead(), path.child("overhead"), errors);
        WholePodRules.check(spec, claims, path.child("resources"), errors);
        errors.oneOf(path.child("restartPolicy"), spec.restartPolicy(), RESTART);
        errors.oneOf(path.child("dnsPolicy"), spec.dnsPolicy(), DNS);
        SelectorRules.labels(spec.nodeSelector(), path.child("nodeSelector"), errors);
        security(spec, path.child("securityContext"), errors);
        PlacementRules.affinity(spec.affinity(), path.child("affinity"), errors);
        PodNetworkRules.dnsConfig(spec, path.child("dnsConfig"), errors);
        for (int i = 0; i < spec.readinessGates().size(); i++) {
            var type = spec.readinessGates().get(i).conditionType();
            errors.invalidEach(
                    path.child("readinessGates").index(i).child("conditionType"),
                    type,
                    Labels.key(type));
        }
        gates(spec, path.child("schedulingGates"), errors);
        PlacementRules.spread(
                spec.topologySpreadConstraints(), path.child("topologySpreadConstraints"), errors);
        named(spec.serviceAccountName(), path.child("serviceAccountName"), errors);
        named(spec.nodeName(), path.child("nodeName"), errors);
        PlacementRules.deadline(
                spec.activeDeadlineSeconds(), path.child("activeDeadlineSeconds"), errors);
        label(spec.hostname(), path.child("hostname"), errors);
        label(spec.subdomain(), path.child("subdomain"), errors);
        PlacementRules.tolerations(spec.tolerations(), path.child("tolerations"), errors);
        PodNetworkRules.hostAliases(spec, path.child("hostAliases"), errors);
        named(spec.priorityClassName(), path.child("priorityClassName"), errors);
        named(spec.runtimeClassName(), path.child("runtimeClassName"), errors);
        var preemption = spec.preemptionPolicy();
        if (preemption != null) {
            errors.oneOf(
                    path.child("preemptionPolicy"),
                    preemption,
                    List.of("PreemptLowerPriority", "Never"));
        }
        EphemeralRules.check(spec, volumes, claims, path, errors);
        PodNetworkRules.hostNetwork(spec, owner != null, path, errors);
        hostUsers(spec, path, errors);
        PodNetworkRules.hostname(spec, path.child("hostnameOverride"), errors);
        SystemRules.check(spec, path, errors);
        SystemRules.hostProcesses(spec, path, errors);
        files(spec, spec.initContainers(), path.child("initContainers"), errors);
        files(spec, spec.containers(), path.child("containers"), errors);
    }

    /// Variables come from files only of volumes that live with the Pod (KEP-3721).
    private static void files(
            PodSpec spec, List<Container> containers, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < containers.size(); i++) {
            var variables = containers.get(i).env();
            for (int j = 0; j < variables.size(); j++) {
                var source = variables.get(j).valueFrom();
                var file = source == null ? null : source.fileKeyRef();
                if (file == null) {
                    continue;
                }
                var at =
                        path.index(i)
                                .child("env")
                                .index(j)
                                .child("valueFrom", "fileKeyRef", "volumeName");
                var volume =
                        spec.volumes().stream()
                                .filter(each -> each.name().equals(file.volumeName()))
                                .reduce((_, last) -> last);
                if (volume.isEmpty()) {
                    errors.notFound(at, file.volumeName());
                } else if (volume.get().emptyDir() == null) {
                    errors.invalid(
                            at, file.volumeName(), "referenced volume must be of type emptyDir");
                }
            }
        }
    }

    /// A Pod with users of its own sees nothing else of the node's (KEP-127).
    private static void hostUsers(PodSpec spec, FieldPath path, FieldErrors errors) {
        if (!Boolean.FALSE.equals(spec.hostUsers())) {
            return;
        }
        var without = "when `hostUsers` is false";
        if (spec.hostNetwork()) {
            errors.forbidden(path.child("hostNetwork"), without);
        }
        if (spec.hostPid()) {
            errors.forbidden(path.child("HostPID"), without);
        }
        if (spec.hostIpc()) {
            errors.forbidden(path.child("HostIPC"), without);
        }
        devices(spec.initContainers(), path.child("initContainers"), without, errors);
        devices(spec.containers(), path.child("containers"), without, errors);
    }

    private static void devices(
            List<Container> containers, FieldPath path, String why, FieldErrors errors) {
        for (int i = 0; i < containers.size(); i++) {
            if (!containers.get(i).volumeDevices().isEmpty()) {
                errors.forbidden(path.index(i).child("volumeDevices"), why);
            }
        }
    }

    private static void named(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name != null) {
            errors.invalidEach(path, name, Names.subdomain(name));
        }
    }

    private static void label(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name != null) {
            errors.invalidEach(path, name, Names.label(name));
        }
    }

    private static void gates(PodSpec spec, FieldPath path, FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < spec.schedulingGates().size(); i++) {
            var name = spec.schedulingGates().get(i).name();
            errors.invalidEach(path.index(i), name, Labels.key(name));
            if (!seen.add(name)) {
                errors.duplicate(path.index(i), name);
            }
        }
    }

    private static void security(PodSpec spec, FieldPath path, FieldErrors errors) {
        PodSecurityContext context = spec.securityContext();
        if (context == null) {
            return;
        }
        ContainerRules.identity(context.fsGroup(), path.child("fsGroup"), errors);
        ContainerRules.identity(context.runAsUser(), path.child("runAsUser"), errors);
        ContainerRules.identity(context.runAsGroup(), path.child("runAsGroup"), errors);
        for (int i = 0; i < context.supplementalGroups().size(); i++) {
            ContainerRules.identity(
                    context.supplementalGroups().get(i),
                    path.child("supplementalGroups").index(i),
                    errors);
        }
        sysctls(spec, context.sysctls(), path.child("sysctls"), errors);
        var change = context.fsGroupChangePolicy();
        if (change != null) {
            errors.known(
                    path.child("fsGroupChangePolicy"), change, List.of("Always", "OnRootMismatch"));
        }
        if (Boolean.TRUE.equals(spec.shareProcessNamespace()) && spec.hostPid()) {
            errors.invalid(
                    path.child("shareProcessNamespace"),
                    true,
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        SecurityRules.seccomp(context.seccompProfile(), path.child("seccompProfile"), errors);
        SecurityRules.windows(context.windowsOptions(), path.child("windowsOptions"), errors);
        SecurityRules.appArmor(context.appArmorProfile(), path.child("appArmorProfile"), errors);
        var groups = context.supplementalGroupsPolicy();
        if (groups != null) {
            errors.known(
                    path.child("supplementalGroupsPolicy"), groups, List.of("Merge", "Strict"));
        }
        var labels = context.seLinuxChangePolicy();
        if (labels != null) {
            // Upstream's gate SELinuxMount, without which nothing is mounted with a label, is off.
            errors.known(path.child("seLinuxChangePolicy"), labels, List.of("Recursive"));
        }
    }

    private static void sysctls(
            PodSpec spec, List<Sysctl> sysctls, FieldPath path, FieldErrors errors) {
        var names = new HashSet<String>();
        for (int i = 0; i < sysctls.size(); i++) {
            var name = sysctls.get(i).name();
            var at = path.index(i).child("name");
            if (name.isEmpty()) {
                errors.required(at, "");
            } else if (name.length() > 253 || !SYSCTL.matcher(name).matches()) {
                errors.invalid(
                        at,
                        name,
                        "must have at most 253 characters and match regex ^" + SYSCTL_FORMAT + "$");
            } else if (names.contains(name)) {
                errors.duplicate(at, name);
            }
            names.add(name);
            var dotted = name.replace('/', '.');
            if (spec.hostNetwork() && dotted.startsWith("net.")) {
                errors.invalid(at, name, "may not be specified when 'hostNetwork' is true");
            } else if (spec.hostIpc() && IPC_SYSCTL.matcher(dotted).find()) {
                errors.invalid(at, name, "may not be specified when 'hostIPC' is true");
            }
        }
    }
}
