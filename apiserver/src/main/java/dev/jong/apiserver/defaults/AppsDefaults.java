package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.IntOrString;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.DaemonSetUpdateStrategy;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.DeploymentStrategy;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.RollingUpdateDaemonSet;
import dev.jong.api.apps.v1.RollingUpdateDeployment;
import dev.jong.api.apps.v1.RollingUpdateStatefulSetStrategy;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy;
import dev.jong.api.apps.v1.StatefulSetUpdateStrategy;

/// What the kinds that keep Pods running get that do not say otherwise.
final class AppsDefaults {
    private static final IntOrString QUARTER = IntOrString.of("25%");
    private static final String ROLLING = "RollingUpdate";

    private AppsDefaults() {}

    static Deployment deployment(Deployment deployment) {
        return deployment.mapSpec(spec ->
                spec.toBuilder()
                        .replicas(requireNonNullElse(spec.replicas(), 1))
                        .strategy(strategy(spec.strategy()))
                        .revisionHistoryLimit(requireNonNullElse(spec.revisionHistoryLimit(), 10))
                        .progressDeadlineSeconds(
                                requireNonNullElse(spec.progressDeadlineSeconds(), 600))
                        .template(PodDefaults.template(spec.template()))
                        .build());
    }

    private static DeploymentStrategy strategy(DeploymentStrategy strategy) {
        var type = requireNonNullElse(strategy.type(), ROLLING);
        if (!type.equals(ROLLING)) {
            return strategy;
        }
        var rolling = requireNonNullElse(strategy.rollingUpdate(), RollingUpdateDeployment.EMPTY);
        return new DeploymentStrategy(
                type,
                new RollingUpdateDeployment(
                        requireNonNullElse(rolling.maxUnavailable(), QUARTER),
                        requireNonNullElse(rolling.maxSurge(), QUARTER)));
    }

    static ReplicaSet replicaSet(ReplicaSet set) {
        return set.mapSpec(spec ->
                spec.withReplicas(requireNonNullElse(spec.replicas(), 1))
                        .withTemplate(PodDefaults.template(spec.template())));
    }

    static DaemonSet daemonSet(DaemonSet set) {
        return set.mapSpec(spec ->
                spec.toBuilder()
                        .updateStrategy(strategy(spec.updateStrategy()))
                        .revisionHistoryLimit(requireNonNullElse(spec.revisionHistoryLimit(), 10))
                        .template(PodDefaults.template(spec.template()))
                        .build());
    }

    /// The default of one unavailable Pod belongs to RollingUpdate. Beside OnDelete, what
    /// `rollingUpdate` leaves out is 0: upstream keeps both numbers as plain values.
    private static DaemonSetUpdateStrategy strategy(DaemonSetUpdateStrategy strategy) {
        var type = requireNonNullElse(strategy.type(), ROLLING);
        if (type.equals(ROLLING)) {
            var rolling =
                    requireNonNullElse(strategy.rollingUpdate(), RollingUpdateDaemonSet.EMPTY);
            return new DaemonSetUpdateStrategy(type, filled(rolling, 1));
        }
        var rolling = strategy.rollingUpdate();
        return rolling == null ? strategy : new DaemonSetUpdateStrategy(type, filled(rolling, 0));
    }

    private static RollingUpdateDaemonSet filled(RollingUpdateDaemonSet rolling, int unavailable) {
        return new RollingUpdateDaemonSet(
                requireNonNullElse(rolling.maxUnavailable(), IntOrString.of(unavailable)),
                requireNonNullElse(rolling.maxSurge(), IntOrString.of(0)));
    }

    static StatefulSet statefulSet(StatefulSet set) {
        return set.mapSpec(spec ->
                spec.toBuilder()
                        .podManagementPolicy(
                                requireNonNullElse(spec.podManagementPolicy(), "OrderedReady"))
                        .updateStrategy(strategy(spec.updateStrategy()))
                        .persistentVolumeClaimRetentionPolicy(
                                retention(
                                        requireNonNullElse(
                                                spec.persistentVolumeClaimRetentionPolicy(),
                                                StatefulSetPersistentVolumeClaimRetentionPolicy
                                                        .EMPTY)))
                        .replicas(requireNonNullElse(spec.replicas(), 1))
                        .revisionHistoryLimit(requireNonNullElse(spec.revisionHistoryLimit(), 10))
                        .template(PodDefaults.template(spec.template()))
                        .volumeClaimTemplates(
                                spec.volumeClaimTemplates().stream()
                                        .map(CoreDefaults::claim)
                                        .toList())
                        .build());
    }

    private static StatefulSetUpdateStrategy strategy(StatefulSetUpdateStrategy strategy) {
        var type = requireNonNullElse(strategy.type(), ROLLING);
        var rolling = strategy.rollingUpdate();
        if (strategy.type() == null && rolling == null) {
            rolling = RollingUpdateStatefulSetStrategy.EMPTY;
        }
        if (!type.equals(ROLLING) || rolling == null) {
            return strategy;
        }
        return new StatefulSetUpdateStrategy(
                type, rolling.withPartition(requireNonNullElse(rolling.partition(), 0)));
    }

    private static StatefulSetPersistentVolumeClaimRetentionPolicy retention(
            StatefulSetPersistentVolumeClaimRetentionPolicy policy) {
        return new StatefulSetPersistentVolumeClaimRetentionPolicy(
                requireNonNullElse(policy.whenDeleted(), "Retain"),
                requireNonNullElse(policy.whenScaled(), "Retain"));
    }
}
