package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Ephemeral containers: like others, but without what lasts.
final class EphemeralRules {
    private static final String CANNOT = "cannot be set for an Ephemeral Container";

    private EphemeralRules() {}

    static void check(
            PodSpec spec,
            Map<String, Volume> volumes,
            Set<String> claims,
            FieldPath path,
            FieldErrors errors) {
        boolean hostUsers = !Boolean.FALSE.equals(spec.hostUsers());
        var names = new HashSet<String>();
        Stream.concat(spec.containers().stream(), spec.initContainers().stream())
                .forEach(container -> names.add(container.name()));
        var targets = Set.copyOf(names);
        List<EphemeralContainer> all = spec.ephemeralContainers();
        for (int i = 0; i < all.size(); i++) {
            var container = all.get(i);
            var at = path.child("ephemeralContainers").index(i);
            var plain = plain(container);
            ContainerRules.common(plain, volumes, claims, hostUsers, at, errors);
            ContainerRules.onlyOfPods(plain, at, errors);
            RestartRules.resize(
                    plain.resizePolicy(), spec.restartPolicy(), at.child("resizePolicy"), errors);
            if (!names.add(container.name())) {
                errors.duplicate(at.child("name"), container.name());
            }
            var target = container.targetContainerName();
            if (target != null && !target.isEmpty() && !targets.contains(target)) {
                errors.notFound(at.child("targetContainerName"), target);
            }
            lasting(container, at, errors);
        }
    }

    private static Container plain(EphemeralContainer container) {
        return Json.read(Json.tree(container, EphemeralContainer.CODEC), Container.CODEC);
    }

    private static void lasting(EphemeralContainer container, FieldPath at, FieldErrors errors) {
        forbid(!container.ports().isEmpty(), at.child("ports"), errors);
        forbid(container.livenessProbe() != null, at.child("livenessProbe"), errors);
        forbid(container.readinessProbe() != null, at.child("readinessProbe"), errors);
        forbid(container.startupProbe() != null, at.child("startupProbe"), errors);
        forbid(container.lifecycle() != null, at.child("lifecycle"), errors);
        forbid(
                !container.resources().equals(ResourceRequirements.EMPTY),
                at.child("resources"),
                errors);
        forbid(!container.resizePolicy().isEmpty(), at.child("resizePolicy"), errors);
        forbid(container.restartPolicy() != null, at.child("restartPolicy"), errors);
        forbid(!container.restartPolicyRules().isEmpty(), at.child("restartPolicyRules"), errors);
        for (int i = 0; i < container.volumeMounts().size(); i++) {
            var mount = container.volumeMounts().get(i);
            var path = at.child("volumeMounts").index(i);
            forbid(mount.subPath() != null, path.child("subPath"), errors);
            forbid(mount.subPathExpr() != null, path.child("subPathExpr"), errors);
        }
    }

    private static void forbid(boolean there, FieldPath path, FieldErrors errors) {
        if (there) {
            errors.forbidden(path, CANNOT);
        }
    }
}
