package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerPort;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.core.v1.VolumeMount;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Names;
import dev.jong.api.rules.PodResources;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Containers and init containers.
final class ContainerRules {
    static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
    private static final List<String> PROPAGATIONS =
            List.of("Bidirectional", "HostToContainer", "None");
    private static final List<String> RECURSIONS = List.of("Disabled", "Enabled", "IfPossible");
    private static final String INIT_ONLY =
            "may not be set for init containers without restartPolicy=Always";

    private ContainerRules() {}

    static void all(
            PodSpec spec,
            Map<String, Volume> volumes,
            Set<String> claims,
            FieldPath path,
            FieldErrors errors) {
        boolean hostUsers = !Boolean.FALSE.equals(spec.hostUsers());
        if (spec.containers().isEmpty()) {
            errors.required(path.child("containers"), "");
        }
        var names = new HashSet<String>();
        for (int i = 0; i < spec.containers().size(); i++) {
            var container = spec.containers().get(i);
            var at = path.child("containers").index(i);
            common(container, volumes, claims, hostUsers, at, errors);
            if (!names.add(container.name())) {
                errors.duplicate(at.child("name"), container.name());
            }
            running(container, spec, at, errors);
            RestartRules.resize(
                    container.resizePolicy(),
                    spec.restartPolicy(),
                    at.child("resizePolicy"),
                    errors);
            RestartRules.restart(container, at, errors);
        }
        hostPorts(spec.containers(), path.child("containers"), errors);
        for (int i = 0; i < spec.initContainers().size(); i++) {
            var container = spec.initContainers().get(i);
            var at = path.child("initContainers").index(i);
            common(container, volumes, claims, hostUsers, at, errors);
            init(container, spec, at, errors);
            RestartRules.resize(
                    container.resizePolicy(),
                    spec.restartPolicy(),
                    at.child("resizePolicy"),
                    errors);
            hostPorts(List.of(container), path.child("initContainers"), errors);
            RestartRules.ofInit(container, at, errors);
            if (!names.add(container.name())) {
                errors.duplicate(at.child("name"), container.name());
            }
        }
    }

    private static void init(Container container, PodSpec spec, FieldPath at, FieldErrors errors) {
        if (PodResources.isSidecar(container)) {
            running(container, spec, at, errors);
            return;
        }
        RestartRules.untouchedByResize(container.resizePolicy(), at.child("resizePolicy"), errors);
        if (container.lifecycle() != null) {
            errors.forbidden(at.child("lifecycle"), INIT_ONLY);
        }
        if (container.livenessProbe() != null) {
            errors.forbidden(at.child("livenessProbe"), INIT_ONLY);
        }
        if (container.readinessProbe() != null) {
            errors.forbidden(at.child("readinessProbe"), INIT_ONLY);
        }
        if (container.startupProbe() != null) {
            errors.forbidden(at.child("startupProbe"), INIT_ONLY);
        }
    }

    private static void running(
            Container container, PodSpec spec, FieldPath at, FieldErrors errors) {
        ProbeRules.lifecycle(
                container.lifecycle(),
                spec.terminationGracePeriodSeconds(),
                at.child("lifecycle"),
                errors);
        ProbeRules.liveness(container.livenessProbe(), at.child("livenessProbe"), errors);
        ProbeRules.readiness(container.readinessProbe(), at.child("readinessProbe"), errors);
        ProbeRules.liveness(container.startupProbe(), at.child("startupProbe"), errors);
    }

    static void common(
            Container container,
            Map<String, Volume> volumes,
            Set<String> claims,
            boolean hostUsers,
            FieldPath at,
            FieldErrors errors) {
        if (container.name().isEmpty()) {
            errors.required(at.child("name"), "");
        } else {
            errors.invalidEach(at.child("name"), container.name(), Names.label(container.name()));
        }
        if (container.image() == null) {
            errors.required(at.child("image"), "");
        }
        errors.oneOf(
                at.child("terminationMessagePolicy"),
                container.terminationMessagePolicy(),
                MESSAGE_POLICIES);
        ports(container.ports(), at.child("ports"), errors);
        EnvRules.variables(container.env(), at.child("env"), errors);
        EnvRules.sources(container.envFrom(), at.child("envFrom"), errors);
        mounts(container, volumes, at.child("volumeMounts"), errors);
        devices(container, volumes, at.child("volumeDevices"), errors);
        errors.oneOf(at.child("imagePullPolicy"), container.imagePullPolicy(), PULL_POLICIES);
        ResourceRules.check(container.resources(), at.child("resources"), errors);
        PodClaimRules.used(
                container.resources().claims(), claims, at.child("resources", "claims"), errors);
        SecurityRules.container(
                container.securityContext(), hostUsers, at.child("securityContext"), errors);
    }

    /// What templates may have and Pods may not: only the space around images is checked; what else
    /// is wrong with them the kubelet tells.
    static void onlyOfPods(List<Container> containers, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < containers.size(); i++) {
            onlyOfPods(containers.get(i), path.index(i), errors);
        }
    }

    static void onlyOfPods(Container container, FieldPath at, FieldErrors errors) {
        var image = container.image();
        if (image != null && !image.strip().equals(image)) {
            errors.invalid(
                    at.child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    private static void ports(List<ContainerPort> ports, FieldPath path, FieldErrors errors) {
        var names = new HashSet<String>();
        for (int i = 0; i < ports.size(); i++) {
            var port = ports.get(i);
            var at = path.index(i);
            var name = port.name();
            if (name != null) {
                var wrong = FieldNames.portName(name);
                errors.invalidEach(at.child("name"), name, wrong);
                if (wrong.isEmpty() && !names.add(name)) {
                    errors.duplicate(at.child("name"), name);
                }
            }
            if (port.containerPort() == 0) {
                errors.required(at.child("containerPort"), "");
            } else {
                errors.invalidEach(
                        at.child("containerPort"),
                        port.containerPort(),
                        FieldNames.portNumber(port.containerPort()));
            }
            if (port.hostPort() != 0) {
                errors.invalidEach(
                        at.child("hostPort"),
                        port.hostPort(),
                        FieldNames.portNumber(port.hostPort()));
            }
            errors.oneOf(at.child("protocol"), port.protocol(), PROTOCOLS);
        }
    }

    private static void hostPorts(List<Container> containers, FieldPath path, FieldErrors errors) {
        var taken = new HashSet<String>();
        for (int i = 0; i < containers.size(); i++) {
            var ports = containers.get(i).ports();
            for (int j = 0; j < ports.size(); j++) {
                var port = ports.get(j);
                if (port.hostPort() == 0) {
                    continue;
                }
                var ip = port.hostIp() == null ? "" : port.hostIp();
                var place = port.protocol() + "/" + ip + "/" + port.hostPort();
                if (!taken.add(place)) {
                    errors.duplicate(
                            path.index(i).child("ports").index(j).child("hostPort"), place);
                }
            }
        }
    }

    private static void mounts(
            Container container, Map<String, Volume> volumes, FieldPath path, FieldErrors errors) {
        var mounts = container.volumeMounts();
        var devices = container.volumeDevices();
        var paths = new HashSet<String>();
        for (int i = 0; i < mounts.size(); i++) {
            var mount = mounts.get(i);
            var at = path.index(i);
            if (mount.name().isEmpty()) {
                errors.required(at.child("name"), "");
            }
            if (!volumes.containsKey(mount.name())) {
                errors.notFound(at.child("name"), mount.name());
            }
            if (mount.mountPath().isEmpty()) {
                errors.required(at.child("mountPath"), "");
            }
            if (!paths.add(mount.mountPath())) {
                errors.invalid(at.child("mountPath"), mount.mountPath(), "must be unique");
            }
            if (devices.stream().anyMatch(device -> device.name().equals(mount.name()))) {
                errors.invalid(
                        at.child("name"), mount.name(), "must not already exist in volumeDevices");
            }
            if (devices.stream()
                    .anyMatch(device -> device.devicePath().equals(mount.mountPath()))) {
                errors.invalid(
                        at.child("mountPath"),
                        mount.mountPath(),
                        "must not already exist as a path in volumeDevices");
            }
            var subPath = mount.subPath();
            if (subPath != null) {
                Paths.descending(subPath, path.child("subPath"), errors);
            }
            var expression = mount.subPathExpr();
            if (expression != null) {
                if (subPath != null) {
                    errors.invalid(
                            at.child("subPathExpr"),
                            expression,
                            "subPathExpr and subPath are mutually exclusive");
                }
                Paths.descending(expression, path.child("subPathExpr"), errors);
            }
            propagation(mount, container, path.child("mountPropagation"), errors);
            recursion(mount, path.child("recursiveReadOnly"), errors);
        }
    }

    private static void propagation(
            VolumeMount mount, Container container, FieldPath path, FieldErrors errors) {
        var propagation = mount.mountPropagation();
        if (propagation == null) {
            return;
        }
        errors.known(path, propagation, PROPAGATIONS);
        var context = container.securityContext();
        boolean privileged = context != null && Boolean.TRUE.equals(context.privileged());
        if (propagation.equals("Bidirectional") && !privileged) {
            errors.forbidden(
                    path,
                    "Bidirectional mount propagation is available only to privileged containers");
        }
    }

    /// Whether what is mounted below is read-only too (KEP-3857).
    private static void recursion(VolumeMount mount, FieldPath path, FieldErrors errors) {
        var recursion = mount.recursiveReadOnly();
        if (recursion == null || recursion.equals("Disabled")) {
            return;
        }
        if (!RECURSIONS.contains(recursion)) {
            errors.notSupported(path, recursion, RECURSIONS);
            return;
        }
        if (!mount.readOnly()) {
            errors.forbidden(path, "may only be specified when readOnly is true");
        }
        if (mount.mountPropagation() != null && !mount.mountPropagation().equals("None")) {
            errors.forbidden(
                    path, "may only be specified when mountPropagation is None or not specified");
        }
    }

    private static void devices(
            Container container, Map<String, Volume> volumes, FieldPath path, FieldErrors errors) {
        var names = new HashSet<String>();
        var paths = new HashSet<String>();
        for (int i = 0; i < container.volumeDevices().size(); i++) {
            var device = container.volumeDevices().get(i);
            var at = path.index(i);
            if (device.name().isEmpty()) {
                errors.required(at.child("name"), "");
            }
            if (names.contains(device.name())) {
                errors.invalid(at.child("name"), device.name(), "must be unique");
            }
            var volume = volumes.get(device.name());
            if (volume == null) {
                errors.notFound(at.child("name"), device.name());
            } else if (volume.persistentVolumeClaim() == null && volume.ephemeral() == null) {
                errors.invalid(
                        at.child("name"),
                        device.name(),
                        "can only use volume source type of PersistentVolumeClaim or Ephemeral for"
                                + " block mode");
            }
            devicePath(device.devicePath(), paths, at.child("devicePath"), errors);
            var mounts = container.volumeMounts();
            if (mounts.stream().anyMatch(mount -> mount.name().equals(device.name()))) {
                errors.invalid(
                        at.child("name"), device.name(), "must not already exist in volumeMounts");
            }
            if (mounts.stream().anyMatch(mount -> mount.mountPath().equals(device.devicePath()))) {
                errors.invalid(
                        at.child("devicePath"),
                        device.devicePath(),
                        "must not already exist as a path in volumeMounts");
            }
            if (!device.name().isEmpty()) {
                names.add(device.name());
            }
        }
    }

    private static void devicePath(
            String device, Set<String> taken, FieldPath path, FieldErrors errors) {
        if (device.isEmpty()) {
            errors.required(path, "");
        }
        if (taken.contains(device)) {
            errors.invalid(path, device, "must be unique");
        }
        var found = new FieldErrors();
        Paths.noStepsBack(device, path, found);
        if (found.isEmpty()) {
            taken.add(device);
        } else {
            errors.invalid(path, device, "can not contain backsteps ('..')");
        }
    }

    static void identity(@Nullable Long id, FieldPath path, FieldErrors errors) {
        if (id != null) {
            errors.invalidEach(path, id, FieldNames.within(id, 0, Integer.MAX_VALUE));
        }
    }
}
