package dev.jong.controllers.job;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.JobCondition;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.client.EventRecorder;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Claims;
import dev.jong.controllers.pod.PodControl;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.Refused;
import dev.jong.controllers.pod.Selectors;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Parallel;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Runs a Job's Pods, counts them, and says when it is done.
public final class JobReconciler implements Reconciler<Job> {
    private static final int WORKERS = 5;
    private static final int BURST = 500;
    private static final String OURS = "kubernetes.io/job-controller";

    private final ResourceClient<Job> jobs;
    private final ResourceClient<Pod> podClient;
    private final Informer<Job> known;
    private final Informer<Pod> pods;
    private final Lister<Pod> podsByController;
    private final PodControl control;
    private final EventRecorder events;
    private final JobTracker tracker;
    private final InstantSource clock;
    private final JobFigures figures;

    private JobReconciler(ControllerContext context) {
        this.jobs = context.client().resources(Job.KIND);
        this.podClient = context.client().resources(Pod.KIND);
        this.known = context.informers().of(Job.KIND);
        this.pods = context.informers().of(Pod.KIND);
        this.podsByController = pods.index("controller", Indexes::controllerUid);
        this.events = context.recorder("job-controller");
        this.control = new PodControl(context.client(), events);
        this.tracker = new JobTracker(jobs, podClient);
        this.clock = context.clock();
        this.figures = new JobFigures(context.metrics());
    }

    public static Controller<Job> controller(ControllerContext context) {
        var reconciler = new JobReconciler(context);
        return Controller.of("job", Job.KIND, reconciler)
                .owns(Pod.KIND)
                .watches(Pod.KIND, reconciler::adopters)
                .workers(WORKERS)
                .build();
    }

    private List<ObjectKey> adopters(Pod pod) {
        if (!Owners.isOrphan(pod)) {
            return List.of();
        }
        return known.inNamespace(pod.namespace()).stream()
                .filter(job -> Selectors.of(job.spec().selector()).matches(pod.metadata().labels()))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public Outcome reconcile(Job job) {
        var manager = job.spec().managedBy();
        if (JobVerdict.isFinished(job) || (manager != null && !manager.equals(OURS))) {
            return Outcome.done();
        }
        long start = System.nanoTime();
        var now = clock.instant();
        var selector = Selectors.of(job.spec().selector());
        var owned =
                new Claims<>(job, selector, podClient, jobs, List.of(JobPods.FINALIZER))
                        .claim(candidates(job));
        var count = JobCount.of(job, owned);
        var decided = JobVerdict.of(job, count, owned, now);
        var run =
                decided.isPresent()
                        ? stop(job, count, decided.get())
                        : advance(job, count, owned, now);
        var status = tracker.status(job, count, run, now);
        var after = tracker.track(job, owned, count, run, status);
        tellEnd(after);
        figures.synced(job, after, run, System.nanoTime() - start);
        if (!run.failure().isEmpty()) {
            return Outcome.failed(run.failure());
        }
        return next(after, run, now);
    }

    private List<Pod> candidates(Job job) {
        var found =
                new ArrayList<>(
                        podsByController.of(Objects.requireNonNullElse(job.metadata().uid(), "")));
        pods.inNamespace(job.namespace()).stream().filter(Owners::isOrphan).forEach(found::add);
        return found;
    }

    /// The Job is decided: its Pods have to end.
    private JobTracker.Run stop(Job job, JobCount count, JobCondition decided) {
        var failure = delete(job, count.active());
        int ready = 0;
        return new JobTracker.Run(
                failure.isEmpty() ? 0 : count.active().size(),
                ready,
                count.terminating() + (failure.isEmpty() ? count.active().size() : 0),
                Optional.of(decided),
                Duration.ZERO,
                failure,
                JobFigures.Action.RECONCILING);
    }

    private String delete(Job job, List<Pod> surplus) {
        try {
            Parallel.forEach(surplus, pod -> control.delete(job, pod));
            return "";
        } catch (ApiException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Makes or deletes Pods so that as many run as should.
    private JobTracker.Run advance(Job job, JobCount count, List<Pod> owned, Instant now) {
        int active = count.active().size();
        int ready = (int) count.active().stream().filter(PodState::isReady).count();
        var backoff = Duration.ZERO;
        var failure = "";
        var action = JobFigures.Action.RECONCILING;
        if (job.metadata().deletionTimestamp() == null) {
            action = JobFigures.Action.TRACKING;
            int wanted = wanted(job, count);
            int replacing = JobPods.replacesOnlyFailed(job) ? count.terminating() : 0;
            if (active > wanted) {
                action = JobFigures.Action.PODS_DELETED;
                var surplus = surplus(job, count.active(), active - wanted);
                failure = delete(job, surplus);
                active -= failure.isEmpty() ? surplus.size() : 0;
            } else if (active + replacing < wanted) {
                action = JobFigures.Action.PODS_CREATED;
                backoff = JobCount.backoff(job, owned, now);
                if (!backoff.isPositive()) {
                    int missing = Math.min(wanted - active - replacing, BURST);
                    failure = create(job, count, missing);
                    active += failure.isEmpty() ? missing : 0;
                }
            }
        }
        var completions = job.spec().completions();
        boolean complete =
                completions == null
                        ? count.succeeded() > 0 && active == 0
                        : count.succeeded() >= completions && active == 0;
        return new JobTracker.Run(
                active,
                ready,
                count.terminating(),
                complete ? Optional.of(JobVerdict.success(now)) : Optional.empty(),
                backoff,
                failure,
                action);
    }

    private static int wanted(Job job, JobCount count) {
        if (JobVerdict.isSuspended(job)) {
            return 0;
        }
        int parallelism = Objects.requireNonNullElse(job.spec().parallelism(), 1);
        var completions = job.spec().completions();
        if (completions == null) {
            return count.succeeded() > 0
                    ? Math.min(count.active().size(), parallelism)
                    : parallelism;
        }
        int left = completions - count.succeeded() - count.failedIndexes().size();
        return Math.clamp(left, 0, parallelism);
    }

    /// The least advanced go first; of an indexed Job those with the highest index.
    private static List<Pod> surplus(Job job, List<Pod> active, int many) {
        var sorted = new ArrayList<>(active);
        if (JobPods.isIndexed(job)) {
            sorted.sort(Comparator.comparingInt(JobPods::index).reversed());
        } else {
            sorted.sort(
                    Comparator.comparing(PodState::isReady).thenComparing(PodState::isScheduled));
        }
        return sorted.subList(0, many);
    }

    private String create(Job job, JobCount count, int missing) {
        List<Pod> fresh;
        if (JobPods.isIndexed(job)) {
            var running = IndexSet.EMPTY;
            for (var pod : count.active()) {
                running = JobPods.index(pod) < 0 ? running : running.with(JobPods.index(pod));
            }
            int completions = Objects.requireNonNullElse(job.spec().completions(), 0);
            fresh =
                    IndexSet.firstFree(
                                    missing,
                                    completions,
                                    running,
                                    count.succeededIndexes(),
                                    count.failedIndexes())
                            .stream()
                            .map(index ->
                                    JobPods.pod(
                                            job, index, count.failures().getOrDefault(index, 0)))
                            .toList();
        } else {
            fresh = Collections.nCopies(missing, JobPods.pod(job));
        }
        try {
            Parallel.slowStart(fresh, pod -> control.create(job, pod));
            return "";
        } catch (ApiException e) {
            return Refused.becauseNamespaceEnds(e) ? "" : String.valueOf(e.getMessage());
        }
    }

    private void tellEnd(JobTracker.After after) {
        for (var condition : after.fresh()) {
            switch (condition.type()) {
                case "Complete" -> tellCompleted(after.job());
                case "Failed" ->
                        events.warning(
                                after.job(),
                                Objects.requireNonNullElse(condition.reason(), ""),
                                Objects.requireNonNullElse(condition.message(), ""));
                case "Suspended" -> {
                    boolean suspended = condition.status().equals("True");
                    events.normal(
                            after.job(),
                            suspended ? "Suspended" : "Resumed",
                            suspended ? "Job suspended" : "Job resumed");
                }
                default -> {}
            }
        }
    }

    private void tellCompleted(Job job) {
        var wanted = job.spec().completions();
        if (wanted != null && job.status().succeeded() > wanted) {
            events.warning(
                    job,
                    "TooManySucceededPods",
                    "Too many succeeded pods running after completion count reached");
        }
        events.normal(job, "Completed", "Job completed");
    }

    private static Outcome next(JobTracker.After after, JobTracker.Run run, Instant now) {
        if (run.backoff().isPositive()) {
            return Outcome.lookAgain(run.backoff());
        }
        var seconds = after.job().spec().activeDeadlineSeconds();
        var start = after.job().status().startTime();
        if (seconds != null && start != null && !JobVerdict.isFinished(after.job())) {
            var left = Duration.between(now, start.plusSeconds(seconds));
            return left.isPositive() ? Outcome.lookAgain(left) : Outcome.done();
        }
        return Outcome.done();
    }
}
