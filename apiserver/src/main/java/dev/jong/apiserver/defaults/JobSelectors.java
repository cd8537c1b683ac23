package dev.jong.apiserver.defaults;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.meta.v1.LabelSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a new Job select its own Pods and no others, unless it says how it selects.
public final class JobSelectors {
    private static final String PREFIX = "batch.kubernetes.io/";
    private static final String UID = "controller-uid";
    private static final String NAME = "job-name";

    private JobSelectors() {}

    public static Job generate(Job job) {
        var uid = job.metadata().uid();
        if (Boolean.TRUE.equals(job.spec().manualSelector()) || uid == null) {
            return job;
        }
        var labels = new HashMap<>(job.spec().template().metadata().labels());
        labels.put(UID, uid);
        labels.put(PREFIX + UID, uid);
        labels.put(NAME, job.name());
        labels.put(PREFIX + NAME, job.name());
        var given = job.spec().selector();
        var matched =
                given == null ? new HashMap<String, String>() : new HashMap<>(given.matchLabels());
        matched.put(PREFIX + UID, uid);
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
