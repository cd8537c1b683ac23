package dev.jong.controllers.deployment;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.DeploymentStatus;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.ReplicaSetSpec;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rules.PodTemplateHash;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Owners;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Makes, sizes and removes a Deployment's ReplicaSets, and writes down what it did.
final class ReplicaSetWriter {
    private final ResourceClient<Deployment> deployments;
    private final ResourceClient<ReplicaSet> sets;
    private final EventRecorder events;
    private final InstantSource clock;

    ReplicaSetWriter(
            ResourceClient<Deployment> deployments,
            ResourceClient<ReplicaSet> sets,
            EventRecorder events,
            InstantSource clock) {
        this.deployments = deployments;
        this.sets = sets;
        this.events = events;
        this.clock = clock;
    }

    Deployment updateStatus(Deployment deployment, DeploymentStatus status) {
        return status.equals(deployment.status())
                ? deployment
                : deployments.updateStatus(deployment.withStatus(status));
    }

    /// Notes that a Deployment was paused or goes on, so that the pause does not count as no
    /// progress.
    Deployment notePause(Deployment deployment) {
        var current = Progress.find(deployment.status(), Progress.PROGRESSING);
        var reason = current == null ? null : current.reason();
        if (Progress.deadline(deployment).isEmpty() || Progress.TIMED_OUT.equals(reason)) {
            return deployment;
        }
        boolean paused = deployment.spec().paused();
        if (paused == "DeploymentPaused".equals(reason)) {
            return deployment;
        }
        var condition =
                paused
                        ? Progress.condition(
                                Progress.PROGRESSING,
                                "Unknown",
                                "DeploymentPaused",
                                "Deployment is paused",
                                clock.instant())
                        : Progress.condition(
                                Progress.PROGRESSING,
                                "Unknown",
                                "DeploymentResumed",
                                "Deployment is resumed",
                                clock.instant());
        return updateStatus(deployment, Progress.set(deployment.status(), condition));
    }

    /// Finds the ReplicaSet of the current template and brings its annotations up to date.
    Rollout find(Deployment deployment, List<ReplicaSet> owned) {
        var state = Rollout.of(deployment, owned);
        var fresh = state.fresh();
        if (fresh == null) {
            return state;
        }
        var annotations =
                Revisions.annotations(deployment, fresh, Revisions.highest(state.old()) + 1);
        int minReady = deployment.spec().minReadySeconds();
        if (!annotations.equals(fresh.metadata().annotations())
                || fresh.spec().minReadySeconds() != minReady) {
            return state.withFresh(
                    sets.update(
                            fresh.mapMetadata(metadata -> metadata.withAnnotations(annotations))
                                    .mapSpec(spec -> spec.withMinReadySeconds(minReady))));
        }
        var status = deployment.status();
        if (Progress.deadline(deployment).isPresent()
                && Progress.find(status, Progress.PROGRESSING) == null) {
            var message = "Found new replica set \"" + fresh.name() + "\"";
            status =
                    Progress.set(
                            status,
                            Progress.condition(
                                    Progress.PROGRESSING,
                                    "True",
                                    "FoundNewReplicaSet",
                                    message,
                                    clock.instant()));
        }
        return state.withDeployment(noteRevision(deployment, fresh, status));
    }

    private Deployment noteRevision(
            Deployment deployment, ReplicaSet fresh, DeploymentStatus status) {
        var revision = fresh.metadata().annotations().getOrDefault(Revisions.REVISION, "");
        boolean noted =
                revision.equals(deployment.metadata().annotations().get(Revisions.REVISION));
        if (noted && status.equals(deployment.status())) {
            return deployment;
        }
        var annotations = new HashMap<>(deployment.metadata().annotations());
        annotations.put(Revisions.REVISION, revision);
        return deployments.updateStatus(
                deployment
                        .mapMetadata(metadata -> metadata.withAnnotations(annotations))
                        .withStatus(status));
    }

    /// Makes the ReplicaSet of the current template if there is none.
    Rollout ensure(Rollout state) {
        if (state.fresh() != null) {
            return state;
        }
        var deployment = state.deployment();
        var wanted = wanted(state);
        ReplicaSet made;
        boolean taken = false;
        try {
            made = sets.create(wanted);
        } catch (ApiException e) {
            if (!Refused.alreadyExists(e)) {
                noteFailure(deployment, wanted, e);
                throw e;
            }
            made = sets.inNamespace(wanted.namespace()).get(wanted.name());
            taken = true;
            if (!Owners.controls(deployment, made)
                    || !TemplateHash.same(made.spec().template(), deployment.spec().template())) {
                int collisions =
                        Objects.requireNonNullElse(deployment.status().collisionCount(), 0) + 1;
                deployments.updateStatus(
                        deployment.mapStatus(status -> status.withCollisionCount(collisions)));
                throw e;
            }
        }
        int size = Fenceposts.replicas(made);
        if (!taken && size > 0) {
            events.normal(
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled up replica set " + made.name() + " from 0 to " + size);
        }
        var status = deployment.status();
        if (!taken && Progress.deadline(deployment).isPresent()) {
            var message = "Created new replica set \"" + made.name() + "\"";
            status =
                    Progress.set(
                            status,
                            Progress.condition(
                                    Progress.PROGRESSING,
                                    "True",
                                    "NewReplicaSetCreated",
                                    message,
                                    clock.instant()));
        }
        return state.withFresh(made).withDeployment(noteRevision(deployment, made, status));
    }

    private void noteFailure(Deployment deployment, ReplicaSet wanted, ApiException e) {
        if (Refused.becauseNamespaceEnds(e)) {
            return;
        }
        var message =
                "Failed to create new replica set \"" + wanted.name() + "\": " + e.getMessage();
        if (Progress.deadline(deployment).isPresent()) {
            updateStatus(
                    deployment,
                    Progress.set(
                            deployment.status(),
                            Progress.condition(
                                    Progress.PROGRESSING,
                                    "False",
                                    "ReplicaSetCreateError",
                                    message,
                                    clock.instant())));
        }
        events.warning(deployment, "ReplicaSetCreateError", message);
    }

    private static ReplicaSet wanted(Rollout state) {
        var deployment = state.deployment();
        var spec = deployment.spec();
        var hash = PodTemplateHash.of(spec.template(), deployment.status().collisionCount());
        var labels = with(spec.template().metadata().labels(), hash);
        var selector = Objects.requireNonNullElse(spec.selector(), LabelSelector.EMPTY);
        var posts = Fenceposts.of(deployment);
        int size =
                posts.forNew(Fenceposts.rolling(deployment), 0, Fenceposts.replicas(state.old()));
        var set =
                ReplicaSet.builder()
                        .metadata(
                                ObjectMeta.builder()
                                        .name(TemplateHash.name(deployment.name(), hash))
                                        .namespace(deployment.namespace())
                                        .labels(labels)
                                        .ownerReferences(List.of(Owners.controlledBy(deployment)))
                                        .build())
                        .spec(
                                ReplicaSetSpec.builder()
                                        .replicas(size)
                                        .minReadySeconds(spec.minReadySeconds())
                                        .selector(
                                                selector.withMatchLabels(
                                                        with(selector.matchLabels(), hash)))
                                        .template(
                                                spec.template()
                                                        .mapMetadata(metadata ->
                                                                metadata.withLabels(labels)))
                                        .build())
                        .build();
        var annotations =
                Revisions.annotations(deployment, set, Revisions.highest(state.old()) + 1);
        return set.mapMetadata(metadata ->
                metadata.withAnnotations(
                        Revisions.sized(annotations, posts.desired(), posts.most())));
    }

    private static Map<String, String> with(Map<String, String> labels, String hash) {
        var more = new HashMap<>(labels);
        more.put(TemplateHash.LABEL, hash);
        return more;
    }

    /// Sizes ReplicaSets.
    ///
    /// @return the state with the ReplicaSets as they are now
    Rollout scale(Rollout state, Scaling scaling) {
        var now = state;
        for (var entry : scaling.sizes().entrySet()) {
            now =
                    now.with(
                            scale(
                                    state.deployment(),
                                    entry.getKey(),
                                    entry.getValue(),
                                    scaling.always()));
        }
        return now;
    }

    private ReplicaSet scale(Deployment deployment, ReplicaSet set, int size, boolean always) {
        int before = Fenceposts.replicas(set);
        if (size == before && !always) {
            return set;
        }
        var posts = Fenceposts.of(deployment);
        var annotations =
                Revisions.sized(set.metadata().annotations(), posts.desired(), posts.most());
        if (size == before && annotations.equals(set.metadata().annotations())) {
            return set;
        }
        var scaled =
                sets.update(
                        set.mapMetadata(metadata -> metadata.withAnnotations(annotations))
                                .mapSpec(spec -> spec.withReplicas(size)));
        if (size != before) {
            events.normal(
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled "
                            + (before < size ? "up" : "down")
                            + " replica set "
                            + set.name()
                            + " from "
                            + before
                            + " to "
                            + size);
        }
        return scaled;
    }

    /// Removes empty ReplicaSets beyond the history that is to be kept.
    void cleanUp(Rollout state) {
        var limit = state.deployment().spec().revisionHistoryLimit();
        if (limit == null || limit == Integer.MAX_VALUE) {
            return;
        }
        var alive =
                state.old().stream()
                        .filter(set -> set.metadata().deletionTimestamp() == null)
                        .toList();
        alive.stream()
                .sorted(
                        Comparator.comparingLong((ReplicaSet set) -> Revisions.of(set))
                                .thenComparing(Scaling.OLDEST_FIRST))
                .limit(Math.max(0, alive.size() - limit))
                .filter(set -> set.status().replicas() == 0 && Fenceposts.replicas(set) == 0)
                .filter(set -> set.metadata().generation() <= set.status().observedGeneration())
                .forEach(set ->
                        sets.inNamespace(set.namespace())
                                .deleteIfExists(set.name(), Deletion.DEFAULT));
    }
}
