package dev.jong.apiserver.resources.apps;

import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.DaemonSetStatus;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.DeploymentStatus;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.ReplicaSetStatus;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.apps.v1.StatefulSetStatus;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.autoscaling.v1.ScaleSpec;
import dev.jong.api.autoscaling.v1.ScaleStatus;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.names.Names;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.resources.core.AlphaFields;
import dev.jong.apiserver.validation.PodWarnings;
import org.jspecify.annotations.Nullable;

/// The apps group.
public final class AppsResources {
    private static final FieldPath TEMPLATE = FieldPath.of("spec", "template");

    public static final Resource<ControllerRevision> CONTROLLER_REVISIONS =
            Resource.of(ControllerRevision.KIND).build();

    public static final Resource<DaemonSet> DAEMON_SETS =
            Resource.of(DaemonSet.KIND)
                    .warnings((now, old) ->
                            PodWarnings.changed(
                                    now.spec().template(),
                                    TEMPLATE,
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .counted()
                    .beforeCreate(set -> set.withStatus(DaemonSetStatus.EMPTY))
                    .beforeCreate(AppsResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .build();

    public static final Resource<Deployment> DEPLOYMENTS =
            Resource.of(Deployment.KIND)
                    .warnings((now, old) ->
                            PodWarnings.naming(
                                    now.spec().template(),
                                    TEMPLATE,
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .countedWhen((now, old) ->
                            now.status().equals(old.status())
                                    && !now.metadata()
                                            .annotations()
                                            .equals(old.metadata().annotations()))
                    .beforeCreate(deployment -> deployment.withStatus(DeploymentStatus.EMPTY))
                    .beforeCreate(AppsResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .resets("status", "spec", "metadata.labels")
                    .scale(
                            deployment ->
                                    scale(
                                            deployment.spec().replicas(),
                                            deployment.status().replicas(),
                                            deployment.spec().selector()),
                            (deployment, scale) ->
                                    deployment.withSpec(
                                            deployment
                                                    .spec()
                                                    .withReplicas(scale.spec().replicas())))
                    .build();

    public static final Resource<ReplicaSet> REPLICA_SETS =
            Resource.of(ReplicaSet.KIND)
                    .warnings((now, old) ->
                            PodWarnings.naming(
                                    now.spec().template(),
                                    TEMPLATE,
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .counted()
                    .beforeCreate(set -> set.withStatus(ReplicaSetStatus.EMPTY))
                    .beforeCreate(AppsResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .scale(
                            set ->
                                    scale(
                                            set.spec().replicas(),
                                            set.status().replicas(),
                                            set.spec().selector()),
                            (set, scale) ->
                                    set.withSpec(set.spec().withReplicas(scale.spec().replicas())))
                    .build();

    public static final Resource<StatefulSet> STATEFUL_SETS =
            Resource.of(StatefulSet.KIND)
                    .names(Names::label)
                    .warnings((now, old) ->
                            PodWarnings.changed(
                                    now.spec().template(),
                                    TEMPLATE,
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .counted()
                    .beforeCreate(set -> set.withStatus(StatefulSetStatus.EMPTY))
                    .beforeCreate(AppsResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .scale(
                            set ->
                                    scale(
                                            set.spec().replicas(),
                                            set.status().replicas(),
                                            set.spec().selector()),
                            (set, scale) ->
                                    set.withSpec(set.spec().withReplicas(scale.spec().replicas())))
                    .build();

    private AppsResources() {}

    private static DaemonSet withoutAlpha(DaemonSet set) {
        return set.mapSpec(spec -> spec.withTemplate(AlphaFields.without(spec.template())));
    }

    private static Deployment withoutAlpha(Deployment deployment) {
        return deployment.mapSpec(spec -> spec.withTemplate(AlphaFields.without(spec.template())));
    }

    private static ReplicaSet withoutAlpha(ReplicaSet set) {
        return set.mapSpec(spec -> spec.withTemplate(AlphaFields.without(spec.template())));
    }

    /// Upstream's gate MaxUnavailableStatefulSet is off too.
    private static StatefulSet withoutAlpha(StatefulSet set) {
        return set.mapSpec(spec -> {
            var strategy = spec.updateStrategy();
            var rolling = strategy.rollingUpdate();
            return spec.withTemplate(AlphaFields.without(spec.template()))
                    .withUpdateStrategy(
                            rolling == null
                                    ? strategy
                                    : strategy.withRollingUpdate(rolling.withMaxUnavailable(null)));
        });
    }

    private static Scale scale(
            @Nullable Integer wanted, int present, @Nullable LabelSelector selector) {
        var text = LabelSelectors.of(selector).toString();
        return Scale.EMPTY
                .withSpec(new ScaleSpec(wanted == null ? 0 : wanted))
                .withStatus(new ScaleStatus(present, text));
    }
}
