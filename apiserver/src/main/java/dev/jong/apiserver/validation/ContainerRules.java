package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerPort;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.VolumeMount;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Names;
import dev.jong.api.rules.PodResources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Containers and init containers.
final class ContainerRules {
    static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
    private static final String INIT_ONLY =
            "may not be set for init containers without restartPolicy=Always";

    private ContainerRules() {}

    static void all(
            PodSpec spec,
            Set<String> volumes,
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
            running(container, at, errors);
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
            init(container, at, errors);
            RestartRules.resize(
                    container.resizePolicy(),
                    PodResources.isSidecar(container) ? null : spec.restartPolicy(),
                    at.child("resizePolicy"),
                    errors);
            RestartRules.restart(container, at, errors);
            if (!names.add(container.name())) {
                errors.duplicate(at.child("name"), container.name());
            }
        }
    }

    private static void init(Container container, FieldPath at, FieldErrors errors) {
        if (PodResources.isSidecar(container)) {
            running(container, at, errors);
            return;
        }
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

    private static void running(Container container, FieldPath at, FieldErrors errors) {
        ProbeRules.lifecycle(container.lifecycle(), at.child("lifecycle"), errors);
        ProbeRules.liveness(container.livenessProbe(), at.child("livenessProbe"), errors);
        ProbeRules.readiness(container.readinessProbe(), at.child("readinessProbe"), errors);
        ProbeRules.liveness(container.startupProbe(), at.child("startupProbe"), errors);
    }

    static void common(
            Container container,
            Set<String> volumes,
            Set<String> claims,
            boolean hostUsers,
            FieldPath at,
            FieldErrors errors) {
        if (container.name().isEmpty()) {
            errors.required(at.child("name"), "");
        } else {
            errors.invalidEach(at.child("name"), container.name(), Names.label(container.name()));
        }
        image(container.image(), at.child("image"), errors);
        errors.oneOf(
                at.child("terminationMessagePolicy"),
                container.terminationMessagePolicy(),
                MESSAGE_POLICIES);
        ports(container.ports(), at.child("ports"), errors);
        EnvRules.variables(container.env(), at.child("env"), errors);
        EnvRules.sources(container.envFrom(), at.child("envFrom"), errors);
        mounts(container.volumeMounts(), volumes, at.child("volumeMounts"), errors);
        devices(container, volumes, at.child("volumeDevices"), errors);
        errors.oneOf(at.child("imagePullPolicy"), container.imagePullPolicy(), PULL_POLICIES);
        ResourceRules.check(container.resources(), at.child("resources"), errors);
        PodClaimRules.used(
                container.resources().claims(), claims, at.child("resources", "claims"), errors);
        SecurityRules.container(
                container.securityContext(), hostUsers, at.child("securityContext"), errors);
    }

    /// Only the space around it is checked; what else is wrong the kubelet tells.
    private static void image(@Nullable String image, FieldPath path, FieldErrors errors) {
        if (image == null) {
            errors.required(path, "");
        } else if (!image.strip().equals(image)) {
            errors.invalid(path, image, "must not have leading or trailing whitespace");
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
            List<VolumeMount> mounts, Set<String> volumes, FieldPath path, FieldErrors errors) {
        var paths = new HashSet<String>();
        for (int i = 0; i < mounts.size(); i++) {
            var mount = mounts.get(i);
            var at = path.index(i);
            if (mount.name().isEmpty()) {
                errors.required(at.child("name"), "");
            }
            if (!volumes.contains(mount.name())) {
                errors.notFound(at.child("name"), mount.name());
            }
            if (mount.mountPath().isEmpty()) {
                errors.required(at.child("mountPath"), "");
            }
            if (!paths.add(mount.mountPath())) {
                errors.invalid(at.child("mountPath"), mount.mountPath(), "must be unique");
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
            var propagation = mount.mountPropagation();
            if (propagation != null) {
                errors.oneOf(
                        path.child("mountPropagation"),
                        propagation,
                        List.of("Bidirectional", "HostToContainer", "None"));
            }
        }
    }

    private static void devices(
            Container container, Set<String> volumes, FieldPath path, FieldErrors errors) {
        var names = new HashSet<String>();
        var paths = new HashSet<String>();
        for (int i = 0; i < container.volumeDevices().size(); i++) {
            var device = container.volumeDevices().get(i);
            var at = path.index(i);
            if (device.name().isEmpty()) {
                errors.required(at.child("name"), "");
            }
            if (!names.add(device.name())) {
                errors.invalid(at.child("name"), device.name(), "must be unique");
            }
            if (!paths.add(device.devicePath())) {
                errors.invalid(at.child("devicePath"), device.devicePath(), "must be unique");
            }
            if (!volumes.contains(device.name())) {
                errors.notFound(at.child("name"), device.name());
            }
            if (device.devicePath().isEmpty()) {
                errors.required(at.child("devicePath"), "");
            } else {
                var found = new FieldErrors();
                Paths.noStepsBack(device.devicePath(), at.child("devicePath"), found);
                if (!found.isEmpty()) {
                    errors.invalid(
                            at.child("devicePath"),
                            device.devicePath(),
                            "can not contain backsteps ('..')");
                }
            }
        }
    }

    static void identity(@Nullable Long id, FieldPath path, FieldErrors errors) {
        if (id != null) {
            errors.invalidEach(path, id, FieldNames.within(id, 0, Integer.MAX_VALUE));
        }
    }
}
