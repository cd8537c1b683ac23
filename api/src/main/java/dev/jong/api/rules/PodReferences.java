package dev.jong.api.rules;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EnvFromSource;
import dev.jong.api.core.v1.EnvVar;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.LocalObjectReference;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a Pod needs from its namespace, by name.
public record PodReferences(Set<String> secrets, Set<String> configMaps, Set<String> claims) {
    public static PodReferences of(Pod pod) {
        var found = new PodReferences(new HashSet<>(), new HashSet<>(), new HashSet<>());
        var spec = pod.spec();
        spec.imagePullSecrets().stream()
                .map(LocalObjectReference::name)
                .forEach(name -> add(found.secrets, name));
        spec.volumes().forEach(found::take);
        for (var containers : List.of(spec.containers(), spec.initContainers())) {
            for (Container container : containers) {
                found.take(container.env(), container.envFrom());
            }
        }
        for (EphemeralContainer container : spec.ephemeralContainers()) {
            found.take(container.env(), container.envFrom());
        }
        spec.volumes().stream()
                .filter(volume -> volume.ephemeral() != null)
                .forEach(volume -> found.claims.add(pod.metadata().name() + "-" + volume.name()));
        return found;
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null && !name.isEmpty()) {
            names.add(name);
        }
    }

    private void take(List<EnvVar> variables, List<EnvFromSource> sources) {
        for (var variable : variables) {
            var from = variable.valueFrom();
            if (from != null && from.secretKeyRef() != null) {
                add(secrets, from.secretKeyRef().name());
            }
            if (from != null && from.configMapKeyRef() != null) {
                add(configMaps, from.configMapKeyRef().name());
            }
        }
        for (var source : sources) {
            if (source.secretRef() != null) {
                add(secrets, source.secretRef().name());
            }
            if (source.configMapRef() != null) {
                add(configMaps, source.configMapRef().name());
            }
        }
    }

    private void take(Volume volume) {
        if (volume.secret() != null) {
            add(secrets, volume.secret().secretName());
        }
        if (volume.configMap() != null) {
            add(configMaps, volume.configMap().name());
        }
        if (volume.persistentVolumeClaim() != null) {
            add(claims, volume.persistentVolumeClaim().claimName());
        }
        if (volume.azureFile() != null) {
            add(secrets, volume.azureFile().secretName());
        }
        Stream.of(
                        volume.csi() == null ? null : volume.csi().nodePublishSecretRef(),
                        volume.cephfs() == null ? null : volume.cephfs().secretRef(),
                        volume.cinder() == null ? null : volume.cinder().secretRef(),
                        volume.flexVolume() == null ? null : volume.flexVolume().secretRef(),
                        volume.iscsi() == null ? null : volume.iscsi().secretRef(),
                        volume.rbd() == null ? null : volume.rbd().secretRef(),
                        volume.scaleIo() == null ? null : volume.scaleIo().secretRef(),
                        volume.storageos() == null ? null : volume.storageos().secretRef())
                .filter(Objects::nonNull)
                .forEach(reference -> add(secrets, reference.name()));
        if (volume.projected() != null) {
            for (var source : volume.projected().sources()) {
                if (source.secret() != null) {
                    add(secrets, source.secret().name());
                }
                if (source.configMap() != null) {
                    add(configMaps, source.configMap().name());
                }
            }
        }
    }
}
