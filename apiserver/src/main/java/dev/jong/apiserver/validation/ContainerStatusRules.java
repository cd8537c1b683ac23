package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.core.v1.ResourceStatus;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.rules.ContainerRestarts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// What a kubelet may say of a Pod's containers.
final class ContainerStatusRules {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final List<String> HEALTH = List.of("Healthy", "Unhealthy", "Unknown");
    private static final int LONGEST_IMAGE = 256;

    private ContainerStatusRules() {}

    /// What has ended stays so, unless the Pod says that it is started again.
    static void restarts(PodStatus now, Pod old, FieldErrors errors) {
        var spec = old.spec();
        var before = old.status();
        if (!ContainerRestarts.ofAllPossible(spec)) {
            restarts(
                    now.containerStatuses(),
                    before.containerStatuses(),
                    (name, code) -> startsAgain(spec.containers(), spec, name, code),
                    STATUS.child("containerStatuses"),
                    errors);
            restarts(
                    now.initContainerStatuses(),
                    before.initContainerStatuses(),
                    (name, code) -> startsAgain(spec.initContainers(), spec, name, code),
                    STATUS.child("initContainerStatuses"),
                    errors);
        }
        restarts(
                now.ephemeralContainerStatuses(),
                before.ephemeralContainerStatuses(),
                (_, _) -> false,
                STATUS.child("ephemeralContainerStatuses"),
                errors);
    }

    private static boolean startsAgain(
            List<Container> containers, PodSpec spec, String name, int exitCode) {
        return named(containers, name)
                .map(container -> ContainerRestarts.afterExit(spec, container, exitCode))
                .orElse(false);
    }

    private static Optional<Container> named(List<Container> containers, String name) {
        return containers.stream().filter(container -> container.name().equals(name)).findFirst();
    }

    private static void restarts(
            List<ContainerStatus> now,
            List<ContainerStatus> old,
            BiPredicate<String, Integer> allowed,
            FieldPath path,
            FieldErrors errors) {
        for (int i = 0; i < old.size(); i++) {
            var name = old.get(i).name();
            var ended = old.get(i).state().terminated();
            if (ended == null) {
                continue;
            }
            boolean runs =
                    now.stream()
                            .anyMatch(status ->
                                    status.name().equals(name)
                                            && status.state().terminated() == null);
            if (runs && !allowed.test(name, ended.exitCode())) {
                errors.forbidden(
                        path.index(i).child("state"),
                        "may not be transitioned to non-terminated state");
            }
        }
    }

    /// Users, devices and volumes of containers.
    static void details(Pod pod, FieldErrors errors) {
        var status = pod.status();
        var spec = pod.spec();
        var containers = STATUS.child("containerStatuses");
        var init = STATUS.child("initContainerStatuses");
        var ephemeral = STATUS.child("ephemeralContainerStatuses");
        users(status.containerStatuses(), spec, containers, errors);
        users(status.initContainerStatuses(), spec, init, errors);
        users(status.ephemeralContainerStatuses(), spec, ephemeral, errors);
        devices(status.containerStatuses(), spec.containers(), containers, errors);
        devices(status.initContainerStatuses(), spec.initContainers(), init, errors);
        for (int i = 0; i < status.ephemeralContainerStatuses().size(); i++) {
            if (!status.ephemeralContainerStatuses().get(i).allocatedResourcesStatus().isEmpty()) {
                errors.forbidden(
                        ephemeral.index(i).child("allocatedResourcesStatus"),
                        "must not be specified in container status");
            }
        }
        volumes(status.containerStatuses(), containers, errors);
        volumes(status.initContainerStatuses(), init, errors);
        volumes(status.ephemeralContainerStatuses(), ephemeral, errors);
    }

    private static void users(
            List<ContainerStatus> statuses, PodSpec spec, FieldPath path, FieldErrors errors) {
        var system = spec.os();
        for (int i = 0; i < statuses.size(); i++) {
            var user = statuses.get(i).user();
            var linux = user == null ? null : user.linux();
            if (linux == null) {
                continue;
            }
            var at = path.index(i).child("user", "linux");
            if (system != null && system.name().equals("windows")) {
                errors.forbidden(at, "cannot be set for a windows pod");
            } else {
                ContainerRules.identity(linux.uid(), at.child("uid"), errors);
                ContainerRules.identity(linux.gid(), at.child("gid"), errors);
                for (int j = 0; j < linux.supplementalGroups().size(); j++) {
                    ContainerRules.identity(
                            linux.supplementalGroups().get(j),
                            at.child("supplementalGroups").index(j),
                            errors);
                }
            }
        }
    }

    private static void devices(
            List<ContainerStatus> statuses,
            List<Container> containers,
            FieldPath path,
            FieldErrors errors) {
        for (int i = 0; i < statuses.size(); i++) {
            var all = statuses.get(i).allocatedResourcesStatus();
            var container = named(containers, statuses.get(i).name());
            for (int j = 0; j < all.size(); j++) {
                var at = path.index(i).child("allocatedResourcesStatus").index(j);
                if (container.isPresent()) {
                    asked(all.get(j).name(), container.get(), at.child("name"), errors);
                }
                health(all.get(j), at.child("resources"), errors);
            }
        }
    }

    private static void asked(
            String name, Container container, FieldPath path, FieldErrors errors) {
        var resources = container.resources();
        boolean claim = name.startsWith("claim:");
        boolean found =
                claim
                        ? resources.claims().stream()
                                .map(each ->
                                        "claim:"
                                                + each.name()
                                                + (each.request() == null
                                                        ? ""
                                                        : "/" + each.request()))
                                .anyMatch(name::equals)
                        : resources.requests().containsKey(name);
        if (!found) {
            errors.invalid(
                    path,
                    name,
                    claim
                            ? "must match one of the container's resource claims in a format"
                                    + " 'claim:<claimName>/<request>' or 'claim:<claimName>' if"
                                    + " request is empty"
                            : "must match one of the container's resource requests");
        }
    }

    private static void health(ResourceStatus resource, FieldPath path, FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < resource.resources().size(); i++) {
            var each = resource.resources().get(i);
            var health = each.health() == null ? "" : each.health();
            if (!HEALTH.contains(health)) {
                errors.notSupported(path.index(i).child("health"), health, HEALTH);
            }
            if (!seen.add(each.resourceId())) {
                errors.duplicate(path.index(i).child("resourceID"), each.resourceId());
            }
        }
    }

    private static void volumes(
            List<ContainerStatus> statuses, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < statuses.size(); i++) {
            var mounts = statuses.get(i).volumeMounts();
            for (int j = 0; j < mounts.size(); j++) {
                var volume = mounts.get(j).volumeStatus();
                var image = volume == null ? null : volume.image();
                if (image == null) {
                    continue;
                }
                var at =
                        path.index(i)
                                .child("volumeMounts")
                                .index(j)
                                .child("volumeStatus", "imageVolumeStatus", "imageRef");
                var reference = image.imageRef();
                if (reference == null) {
                    errors.required(at, "imageRef must not be empty");
                } else if (reference.length() > LONGEST_IMAGE) {
                    errors.add(FieldError.tooLong(at, LONGEST_IMAGE));
                }
            }
        }
    }
}
