package dev.jong.controllers.job;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EnvVar;
import dev.jong.api.core.v1.EnvVarSource;
import dev.jong.api.core.v1.ObjectFieldSelector;
import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.PodTemplates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a Job's Pods look like.
final class JobPods {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";
    private static final String INDEX_FAILURES = "batch.kubernetes.io/job-index-failure-count";
    private static final String VARIABLE = "JOB_COMPLETION_INDEX";
    private static final int LONGEST_PREFIX = 58;

    private JobPods() {}

    static boolean isIndexed(Job job) {
        return "Indexed".equals(job.spec().completionMode());
    }

    static boolean isTracked(Pod pod) {
        return pod.metadata().finalizers().contains(FINALIZER);
    }

    /// -1 where none is said.
    static int index(Pod pod) {
        return number(pod, INDEX, -1);
    }

    /// How often its index had failed when the Pod was made.
    static int failuresBefore(Pod pod) {
        return number(pod, INDEX_FAILURES, 0);
    }

    private static int number(Pod pod, String annotation, int otherwise) {
        try {
            var text = pod.metadata().annotations().get(annotation);
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    /// Failed, or being deleted before it succeeded (unless only failed Pods are replaced).
    static boolean isFailed(Job job, Pod pod) {
        if (PodState.phase(pod).equals("Failed")) {
            return true;
        }
        return !replacesOnlyFailed(job)
                && PodState.isTerminating(pod)
                && !PodState.phase(pod).equals("Succeeded");
    }

    static boolean replacesOnlyFailed(Job job) {
        return "Failed".equals(job.spec().podReplacementPolicy());
    }

    static Pod pod(Job job) {
        return tracked(PodTemplates.pod(job.spec().template(), job));
    }

    /// @param failures how often the index failed so far; kept only where that is limited
    static Pod pod(Job job, int index, int failures) {
        var tail = "-" + index + "-";
        int most = LONGEST_PREFIX - tail.length();
        var prefix =
                (job.name().length() > most ? job.name().substring(0, most) : job.name()) + tail;
        var bare = tracked(PodTemplates.pod(job.spec().template(), job, prefix));
        var annotations = with(bare.metadata().annotations(), INDEX, Integer.toString(index));
        var all =
                job.spec().backoffLimitPerIndex() == null
                        ? annotations
                        : with(annotations, INDEX_FAILURES, Integer.toString(failures));
        return bare.mapMetadata(metadata ->
                        metadata.withAnnotations(all)
                                .withLabels(
                                        with(metadata.labels(), INDEX, Integer.toString(index))))
                .mapSpec(spec ->
                        spec.toBuilder()
                                .hostname(job.name() + "-" + index)
                                .initContainers(withIndex(spec.initContainers()))
                                .containers(withIndex(spec.containers()))
                                .build());
    }

    private static Pod tracked(Pod pod) {
        var finalizers = new ArrayList<>(pod.metadata().finalizers());
        finalizers.add(FINALIZER);
        return pod.mapMetadata(metadata -> metadata.withFinalizers(finalizers));
    }

    private static List<Container> withIndex(List<Container> containers) {
        var variable =
                EnvVar.builder()
                        .name(VARIABLE)
                        .valueFrom(
                                EnvVarSource.builder()
                                        .fieldRef(
                                                ObjectFieldSelector.builder()
                                                        .fieldPath(
                                                                "metadata.labels['" + INDEX + "']")
                                                        .build())
                                        .build())
                        .build();
        return containers.stream()
                .map(container -> {
                    if (container.env().stream().anyMatch(each -> each.name().equals(VARIABLE))) {
                        return container;
                    }
                    var env = new ArrayList<>(container.env());
                    env.add(variable);
                    return container.withEnv(env);
                })
                .toList();
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        var more = new HashMap<>(map);
        more.put(key, value);
        return more;
    }

    /// When a Pod ended; as well as can be told.
    static Instant finishedAt(Pod pod, Instant now) {
        var last =
                pod.status().containerStatuses().stream()
                        .map(status -> status.state().terminated())
                        .filter(Objects::nonNull)
                        .map(terminated -> terminated.finishedAt())
                        .filter(Objects::nonNull)
                        .max(Instant::compareTo);
        return last.orElseGet(
                () -> Objects.requireNonNullElse(pod.metadata().deletionTimestamp(), now));
    }
}
