package dev.jong.controllers.statefulset;

import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimVolumeSource;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.controllers.pod.PodTemplates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the Pods and claims of a StatefulSet look like.
final class Replicas {
    static final String REVISION = "controller-revision-hash";
    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String INDEX = "apps.kubernetes.io/pod-index";

    private Replicas() {}

    static Pod pod(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        var name = Ordinals.of(set).name(ordinal);
        var bare = PodTemplates.pod(template, set);
        var spec =
                bare.spec().toBuilder()
                        .hostname(name)
                        .subdomain(set.spec().serviceName())
                        .volumes(volumes(set, bare.spec().volumes(), ordinal))
                        .build();
        var labels = new HashMap<>(identity(name, ordinal, bare.metadata().labels()));
        labels.put(REVISION, revision);
        return bare.withSpec(spec)
                .mapMetadata(metadata -> metadata.withName(name).withLabels(labels));
    }

    /// The Pod with the labels and volumes it must have.
    static Pod corrected(StatefulSet set, Pod pod, int ordinal) {
        return pod.mapMetadata(metadata ->
                        metadata.withLabels(identity(pod.name(), ordinal, metadata.labels())))
                .mapSpec(spec -> spec.withVolumes(volumes(set, spec.volumes(), ordinal)));
    }

    private static Map<String, String> identity(
            String name, int ordinal, Map<String, String> labels) {
        var more = new HashMap<>(labels);
        more.put(POD_NAME, name);
        more.put(INDEX, Integer.toString(ordinal));
        return more;
    }

    static boolean isCorrect(StatefulSet set, Pod pod, int ordinal) {
        return pod.name().equals(pod.metadata().labels().get(POD_NAME))
                && set.spec().volumeClaimTemplates().stream()
                        .allMatch(template ->
                                mounts(pod, template, claimName(set, template, ordinal)));
    }

    private static boolean mounts(Pod pod, PersistentVolumeClaim template, String claim) {
        return pod.spec().volumes().stream()
                .filter(volume -> volume.name().equals(template.name()))
                .map(Volume::persistentVolumeClaim)
                .filter(Objects::nonNull)
                .anyMatch(source -> source.claimName().equals(claim));
    }

    private static List<Volume> volumes(StatefulSet set, List<Volume> before, int ordinal) {
        var templates = set.spec().volumeClaimTemplates();
        var volumes = new ArrayList<Volume>();
        for (var template : templates) {
            volumes.add(
                    Volume.builder()
                            .name(template.name())
                            .persistentVolumeClaim(
                                    PersistentVolumeClaimVolumeSource.builder()
                                            .claimName(claimName(set, template, ordinal))
                                            .build())
                            .build());
        }
        before.stream()
                .filter(volume ->
                        templates.stream()
                                .noneMatch(template -> template.name().equals(volume.name())))
                .forEach(volumes::add);
        return volumes;
    }

    /// The claims that the Pod of that number uses.
    static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
        var selector = Objects.requireNonNullElse(set.spec().selector(), LabelSelector.EMPTY);
        return set.spec().volumeClaimTemplates().stream()
                .map(template -> {
                    var labels = new HashMap<>(template.metadata().labels());
                    labels.putAll(selector.matchLabels());
                    return template.mapMetadata(metadata ->
                            metadata.withName(claimName(set, template, ordinal))
                                    .withNamespace(set.namespace())
                                    .withLabels(labels));
                })
                .toList();
    }

    private static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
        return template.name() + "-" + Ordinals.of(set).name(ordinal);
    }

    static String revision(Pod pod) {
        return pod.metadata().labels().getOrDefault(REVISION, "");
    }
}
