package dev.jong.controllers.deployment;

import dev.jong.api.IntOrString;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.RollingUpdateDeployment;
import java.util.Collection;
import java.util.Objects;

/// How far a rolling Deployment may stray from its number of replicas.
///
/// @param desired the number wanted
/// @param surge how many more there may be
/// @param unavailable how many may be missing
record Fenceposts(int desired, int surge, int unavailable) {
    static Fenceposts of(Deployment deployment) {
        int desired = desired(deployment);
        if (!rolling(deployment)) {
            return new Fenceposts(desired, 0, 0);
        }
        var bounds =
                Objects.requireNonNullElse(
                        deployment.spec().strategy().rollingUpdate(),
                        RollingUpdateDeployment.EMPTY);
        int surge =
                Objects.requireNonNullElse(bounds.maxSurge(), IntOrString.of(0))
                        .scaled(desired, true);
        int unavailable =
                Objects.requireNonNullElse(bounds.maxUnavailable(), IntOrString.of(0))
                        .scaled(desired, false);
        // both can be rounded to nothing, which would never move
        int missing = surge == 0 && unavailable == 0 ? 1 : unavailable;
        return new Fenceposts(desired, surge, desired == 0 ? 0 : Math.min(missing, desired));
    }

    static boolean rolling(Deployment deployment) {
        return !"Recreate".equals(deployment.spec().strategy().type());
    }

    static int desired(Deployment deployment) {
        return Objects.requireNonNullElse(deployment.spec().replicas(), 1);
    }

    static int replicas(ReplicaSet set) {
        return Objects.requireNonNullElse(set.spec().replicas(), 1);
    }

    static int replicas(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(Fenceposts::replicas).sum();
    }

    static int available(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().availableReplicas()).sum();
    }

    int most() {
        return desired + surge;
    }

    int least() {
        return desired - unavailable;
    }

    /// How many replicas the new ReplicaSet is to have.
    ///
    /// @param now what it has
    /// @param all what all ReplicaSets have
    int forNew(boolean rolling, int now, int all) {
        if (!rolling) {
            return desired;
        }
        return all >= most() ? now : now + Math.min(most() - all, desired - now);
    }
}
