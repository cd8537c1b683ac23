package dev.jong.apiserver.defaults;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.meta.v1.LabelSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Makes a new Job select its own Pods and no others, unless it says how it selects.
public final class JobSelectors {
    private static final String PREFIX = "batch.kubernetes.io/";
    private static final String UID = "controller-uid";
    private static final String NAME = "job-name";

    private JobSelectors() {}

    /// What the Pods of a Job bear that selects by itself.
    public static Map<String, String> labels(Job job) {
        var uid = Objects.requireNonNullElse(job.metadata().uid(), "");
        return Map.of(UID, uid, PREFIX + UID, uid, NAME, job.name(), PREFIX + NAME, job.name());
    }

    public static Job generate(Job job) {
        var uid = job.metadata().uid();
        if (Boolean.TRUE.equals(job.spec().manualSelector()) || uid == null) {
            return job;
        }
        var labels = new HashMap<>(job.spec().template().metadata().labels());
        labels(job).forEach(labels::putIfAbsent);
        var given = job.spec().selector();
        var matched =
                given == null ? new HashMap<String, String>() : new HashMap<>(given.matchLabels());
        matched.putIfAbsent(PREFIX + UID, uid);
        var selector =
                given == null
                        ? new LabelSelector(Map.copyOf(matched), List.of())
                        : given.withMatchLabels(matched);
        var own = job.metadata().labels();
        boolean taken = own.isEmpty() || own.equals(job.spec().template().metadata().labels());
        var named = taken ? job.mapMetadata(metadata -> metadata.withLabels(labels)) : job;
        return named.mapSpec(spec ->
                spec.withSelector(selector)
                        .mapTemplate(template ->
                                template.mapMetadata(metadata -> metadata.withLabels(labels))));
    }
}
