package dev.jong.controllers.cronjob;

import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.CronJobStatus;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.Indexes;
import dev.jong.client.Lister;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Starts a CronJob's Jobs when they are due, and forgets old ones.
public final class CronJobReconciler implements Reconciler<CronJob> {
    private static final DateTimeFormatter MISSED =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ROOT);
    private static final int WORKERS = 5;
    private static final Duration AFTER = Duration.ofMillis(100);
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private final ResourceClient<CronJob> cronJobs;
    private final ResourceClient<Job> jobs;
    private final Lister<Job> jobsByController;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Metrics.Distribution skew;

    private CronJobReconciler(ControllerContext context) {
        this.cronJobs = context.client().resources(CronJob.KIND);
        this.jobs = context.client().resources(Job.KIND);
        this.jobsByController =
                context.informers().of(Job.KIND).index("controller", Indexes::controllerUid);
        this.events = context.recorder("cronjob-controller");
        this.clock = context.clock();
        this.skew =
                context.metrics()
                        .histograms(
                                Stability.STABLE,
                                "cronjob_controller_job_creation_skew_duration_seconds",
                                "How long after its time a CronJob's Job was made, in seconds.",
                                Metrics.exponential(1, 2, 10))
                        .with();
    }

    public static Controller<CronJob> controller(ControllerContext context) {
        return Controller.of("cronjob", CronJob.KIND, new CronJobReconciler(context))
                .owns(Job.KIND)
                .workers(WORKERS)
                .build();
    }

    @Override
    public Outcome reconcile(CronJob cronJob) {
        var owned = jobsByController.of(Objects.requireNonNullElse(cronJob.metadata().uid(), ""));
        var status = settled(cronJob, owned);
        truncate(cronJob, owned);
        if (cronJob.metadata().deletionTimestamp() != null
                || Boolean.TRUE.equals(cronJob.spec().suspend())) {
            write(cronJob, status);
            return Outcome.done();
        }
        var zone = CronPlan.zone(cronJob);
        if (zone == null) {
            events.warning(
                    cronJob,
                    "UnknownTimeZone",
                    "invalid timeZone: \""
                            + cronJob.spec().timeZone()
                            + "\": unknown time zone "
                            + cronJob.spec().timeZone());
            write(cronJob, status);
            return Outcome.done();
        }
        try {
            var schedule = CronSchedule.parse(cronJob.spec().schedule(), zone);
            var plan = CronPlan.of(cronJob.withStatus(status), schedule, clock.instant());
            return start(cronJob, status, plan, zone);
        } catch (IllegalArgumentException | DateTimeException e) {
            events.warning(
                    cronJob,
                    "UnparseableSchedule",
                    "unparseable schedule: \""
                            + cronJob.spec().schedule()
                            + "\" : "
                            + e.getMessage());
            write(cronJob, status);
            return Outcome.done();
        }
    }

    private Outcome start(CronJob cronJob, CronJobStatus status, CronPlan plan, ZoneId zone) {
        var due = plan.due();
        if (plan.missed() > CronPlan.MANY) {
            events.warning(
                    cronJob,
                    "TooManyMissedTimes",
                    "too many missed start times: "
                            + plan.missed()
                            + ". Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        }
        if (due == null) {
            write(cronJob, status);
            return next(plan);
        }
        if (plan.tooLate()) {
            events.warning(
                    cronJob,
                    "MissSchedule",
                    "Missed scheduled time to start a job: "
                            + MISSED.format(due.atOffset(ZoneOffset.UTC)));
            write(cronJob, status);
            return next(plan);
        }
        var name = cronJob.name() + "-" + due.getEpochSecond() / 60;
        boolean started = status.active().stream().anyMatch(active -> name.equals(active.name()));
        if (started || due.equals(status.lastScheduleTime())) {
            write(cronJob, status);
            return next(plan);
        }
        var policy = Objects.requireNonNullElse(cronJob.spec().concurrencyPolicy(), "Allow");
        if (policy.equals("Forbid") && !status.active().isEmpty()) {
            events.normal(
                    cronJob,
                    "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid");
            write(cronJob, status);
            return next(plan);
        }
        var now = policy.equals("Replace") ? withoutActive(cronJob, status) : status;
        write(cronJob, launched(cronJob, now, name, due, zone));
        return next(plan);
    }

    private Outcome next(CronPlan plan) {
        var next = plan.next();
        return next == null
                ? Outcome.done()
                : Outcome.lookAgain(Duration.between(clock.instant(), next).plus(AFTER));
    }

    private CronJobStatus withoutActive(CronJob cronJob, CronJobStatus status) {
        for (var active : status.active()) {
            remove(cronJob, Objects.requireNonNullElse(active.name(), ""));
        }
        return status.withActive(List.of());
    }

    private CronJobStatus launched(
            CronJob cronJob, CronJobStatus status, String name, Instant due, ZoneId zone) {
        Job made;
        try {
            made = jobs.create(job(cronJob, name, due, zone));
            skew.observe(Duration.between(due, clock.instant()).toMillis() / 1e3);
            events.normal(cronJob, "SuccessfulCreate", "Created job " + name);
        } catch (ApiException e) {
            if (Refused.becauseNamespaceEnds(e)) {
                return status;
            }
            if (!Refused.alreadyExists(e)) {
                events.warning(cronJob, "FailedCreate", "Error creating job: " + e.getMessage());
                throw e;
            }
            made = jobs.inNamespace(cronJob.namespace()).get(name);
            if (!Owners.controls(cronJob, made) || isFinished(made)) {
                return status.withLastScheduleTime(due);
            }
        }
        var active = new ArrayList<>(status.active());
        active.add(EventRecorder.reference(made));
        return status.withActive(active).withLastScheduleTime(due);
    }

    private static Job job(CronJob cronJob, String name, Instant due, ZoneId zone) {
        var template = cronJob.spec().jobTemplate();
        var annotations = new HashMap<>(template.metadata().annotations());
        annotations.put(SCHEDULED, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(due.atZone(zone)));
        return Job.builder()
                .metadata(
                        ObjectMeta.builder()
                                .name(name)
                                .namespace(cronJob.namespace())
                                .labels(template.metadata().labels())
                                .annotations(annotations)
                                .ownerReferences(List.of(Owners.controlledBy(cronJob)))
                                .build())
                .spec(template.spec())
                .build();
    }

    /// The status without Jobs that are done or gone.
    private CronJobStatus settled(CronJob cronJob, List<Job> owned) {
        var active = new ArrayList<ObjectReference>();
        var success = cronJob.status().lastSuccessfulTime();
        for (var reference : cronJob.status().active()) {
            var job =
                    owned.stream().filter(each -> each.name().equals(reference.name())).findFirst();
            if (job.isEmpty()) {
                var found =
                        jobs.inNamespace(cronJob.namespace())
                                .find(Objects.requireNonNullElse(reference.name(), ""));
                if (found.isPresent()) {
                    active.add(reference);
                } else {
                    events.normal(
                            cronJob, "MissingJob", "Active job went missing: " + reference.name());
                }
            } else if (isFinished(job.get())) {
                events.normal(
                        cronJob,
                        "SawCompletedJob",
                        "Saw completed job: "
                                + job.get().name()
                                + ", condition: "
                                + end(job.get()).orElse(""));
            } else {
                active.add(reference);
            }
        }
        for (var job : owned) {
            boolean listed =
                    cronJob.status().active().stream()
                            .anyMatch(each -> Objects.equals(each.uid(), job.metadata().uid()));
            if (!listed && !isFinished(job)) {
                events.warning(
                        cronJob,
                        "UnexpectedJob",
                        "Saw a job that the controller did not create or forgot: " + job.name());
            }
            var done = job.status().completionTime();
            if (end(job).filter("Complete"::equals).isPresent() && isAfter(done, success)) {
                success = done;
            }
        }
        return cronJob.status().withActive(active).withLastSuccessfulTime(success);
    }

    private static boolean isAfter(@Nullable Instant one, @Nullable Instant other) {
        return one != null && (other == null || one.isAfter(other));
    }

    private void truncate(CronJob cronJob, List<Job> owned) {
        truncate(cronJob, owned, "Complete", cronJob.spec().successfulJobsHistoryLimit());
        truncate(cronJob, owned, "Failed", cronJob.spec().failedJobsHistoryLimit());
    }

    private void truncate(CronJob cronJob, List<Job> owned, String end, @Nullable Integer limit) {
        if (limit == null) {
            return;
        }
        var ended = owned.stream().filter(job -> end(job).filter(end::equals).isPresent()).toList();
        ended.stream()
                .sorted(
                        Comparator.comparing((Job job) ->
                                        Objects.requireNonNullElse(
                                                job.status().startTime(), Instant.EPOCH))
                                .thenComparing(Job::name))
                .limit(Math.max(0, ended.size() - limit))
                .forEach(job -> remove(cronJob, job.name()));
    }

    private void remove(CronJob cronJob, String name) {
        try {
            if (jobs.inNamespace(cronJob.namespace())
                    .deleteIfExists(name, Deletion.of(Deletion.Propagation.BACKGROUND))) {
                events.normal(cronJob, "SuccessfulDelete", "Deleted job " + name);
            }
        } catch (ApiException e) {
            events.warning(cronJob, "FailedDelete", "Deleted job: " + e.getMessage());
            throw e;
        }
    }

    private void write(CronJob cronJob, CronJobStatus status) {
        if (!status.equals(cronJob.status())) {
            cronJobs.updateStatus(cronJob.withStatus(status));
        }
    }

    private static boolean isFinished(Job job) {
        return end(job).isPresent();
    }

    /// `Complete` or `Failed`.
    private static Optional<String> end(Job job) {
        return job.status().conditions().stream()
                .filter(condition -> condition.status().equals("True"))
                .map(condition -> condition.type())
                .filter(type -> type.equals("Complete") || type.equals("Failed"))
                .findFirst();
    }
}
