package dev.jong.apiserver.table.columns;

import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v2.MetricSpec;
import dev.jong.api.autoscaling.v2.MetricStatus;
import dev.jong.api.autoscaling.v2.MetricTarget;
import dev.jong.api.autoscaling.v2.MetricValueStatus;
import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.Job;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.table.Ages;
import dev.jong.apiserver.table.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Jobs, CronJobs and autoscalers.
final class BatchColumns {
    private static final List<String> JOB_STATES =
            List.of("Suspended", "FailureTarget", "SuccessCriteriaMet");

    private BatchColumns() {}

    static void addTo(ColumnSet set) {
        set.put(
                Job.KIND,
                Columns.name(),
                Column.text("Status", BatchColumns::status),
                Column.text("Completions", BatchColumns::completions),
                Column.ago("Duration", BatchColumns::duration),
                Columns.age(),
                WorkloadColumns.containers(job -> job.spec().template().spec()),
                WorkloadColumns.images(job -> job.spec().template().spec()),
                Column.<Job>text("Selector", job -> Cells.selector(job.spec().selector())).wide());
        set.put(
                CronJob.KIND,
                Columns.name(),
                Column.text("Schedule", job -> job.spec().schedule()),
                Column.text("Timezone", job -> Cells.orNone(job.spec().timeZone())),
                new Column<>("Suspend", "boolean", "", "", 0, (job, _) -> suspended(job)),
                Column.number("Active", job -> job.status().active().size()),
                Column.ago("Last Schedule", BatchColumns::lastSchedule),
                Columns.age(),
                WorkloadColumns.containers(
                        job -> job.spec().jobTemplate().spec().template().spec()),
                WorkloadColumns.images(job -> job.spec().jobTemplate().spec().template().spec()),
                Column.<CronJob>text(
                                "Selector",
                                job -> Cells.selector(job.spec().jobTemplate().spec().selector()))
                        .wide());
        set.put(
                HorizontalPodAutoscaler.KIND,
                Columns.name(),
                Column.text("Reference", BatchColumns::reference),
                Column.text(
                        "Targets",
                        scaler ->
                                targets(scaler.spec().metrics(), scaler.status().currentMetrics())),
                Column.text("MinPods", scaler -> Cells.orUnset(scaler.spec().minReplicas())),
                Column.text("MaxPods", scaler -> scaler.spec().maxReplicas()),
                Column.text("Replicas", scaler -> scaler.status().currentReplicas()),
                Columns.age());
    }

    private static String status(Job job) {
        if (has(job, "Complete")) return "Complete";
        if (has(job, "Failed")) return "Failed";
        if (job.metadata().deletionTimestamp() != null) return "Terminating";
        return JOB_STATES.stream().filter(state -> has(job, state)).findFirst().orElse("Running");
    }

    private static boolean has(Job job, String condition) {
        return job.status().conditions().stream()
                .anyMatch(each -> condition.equals(each.type()) && "True".equals(each.status()));
    }

    private static String completions(Job job) {
        Integer wanted = job.spec().completions();
        int done = job.status().succeeded();
        if (wanted != null) return done + "/" + wanted;
        Integer parallelism = job.spec().parallelism();
        return parallelism != null && parallelism > 1 ? done + "/1 of " + parallelism : done + "/1";
    }

    private static String duration(Job job, Instant now) {
        var start = job.status().startTime();
        if (start == null) return "";
        var end = Objects.requireNonNullElse(job.status().completionTime(), now);
        return Ages.of(Duration.between(start, end));
    }

    private static String suspended(CronJob job) {
        Boolean suspend = job.spec().suspend();
        return suspend == null ? Cells.UNSET : Cells.yesNo(suspend);
    }

    private static String lastSchedule(CronJob job, Instant now) {
        var last = job.status().lastScheduleTime();
        return last == null ? Cells.NONE : Ages.since(last, now);
    }

    private static String reference(HorizontalPodAutoscaler scaler) {
        var target = scaler.spec().scaleTargetRef();
        return target.kind() + "/" + target.name();
    }

    /// At most two of the metrics, each as current/target.
    private static String targets(List<MetricSpec> specs, List<MetricStatus> statuses) {
        if (specs.isEmpty()) return Cells.NONE;
        var texts = new ArrayList<String>();
        for (int i = 0; i < specs.size(); i++) {
            texts.add(metric(specs.get(i), i < statuses.size() ? statuses.get(i) : null));
        }
        String shown = String.join(", ", texts.subList(0, Math.min(2, texts.size())));
        return texts.size() <= 2 ? shown : shown + " + " + (texts.size() - 2) + " more...";
    }

    private static String metric(MetricSpec spec, @Nullable MetricStatus status) {
        var now = status == null ? MetricStatus.EMPTY : status;
        if (spec.external() != null) {
            return plain(
                    spec.external().target(),
                    now.external() == null ? null : now.external().current());
        }
        if (spec.pods() != null) {
            var current = now.pods() == null ? null : now.pods().current();
            return average(current) + "/" + spec.pods().target().averageValue();
        }
        if (spec.object() != null) {
            return plain(
                    spec.object().target(), now.object() == null ? null : now.object().current());
        }
        if (spec.resource() != null) {
            var current = now.resource() == null ? null : now.resource().current();
            return spec.resource().name() + ": " + usage(spec.resource().target(), current);
        }
        if (spec.containerResource() != null) {
            var current =
                    now.containerResource() == null ? null : now.containerResource().current();
            return spec.containerResource().name()
                    + ": "
                    + usage(spec.containerResource().target(), current);
        }
        return "<unknown type>";
    }

    private static String plain(MetricTarget target, @Nullable MetricValueStatus current) {
        if (target.averageValue() != null)
            return average(current) + "/" + target.averageValue() + " (avg)";
        String value =
                current == null || current.value() == null
                        ? Cells.UNKNOWN
                        : current.value().toString();
        return value + "/" + target.value();
    }

    private static String usage(MetricTarget target, @Nullable MetricValueStatus current) {
        if (target.averageValue() != null) return average(current) + "/" + target.averageValue();
        Integer now = current == null ? null : current.averageUtilization();
        Integer wanted = target.averageUtilization();
        return (now == null ? Cells.UNKNOWN : now + "%")
                + "/"
                + (wanted == null ? "<auto>" : wanted + "%");
    }

    private static String average(@Nullable MetricValueStatus current) {
        return current == null || current.averageValue() == null
                ? Cells.UNKNOWN
                : current.averageValue().toString();
    }
}
