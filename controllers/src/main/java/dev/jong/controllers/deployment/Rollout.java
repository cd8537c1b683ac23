package dev.jong.controllers.deployment;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A Deployment and its ReplicaSets at one moment.
///
/// @param fresh the one of the current template; null if there is none yet
/// @param old the others
record Rollout(Deployment deployment, @Nullable ReplicaSet fresh, List<ReplicaSet> old) {
    Rollout {
        old = List.copyOf(old);
    }

    /// Of several ReplicaSets with the current template the oldest counts.
    static Rollout of(Deployment deployment, List<ReplicaSet> owned) {
        var fresh =
                owned.stream()
                        .sorted(Scaling.OLDEST_FIRST)
                        .filter(set ->
                                TemplateHash.same(
                                        set.spec().template(), deployment.spec().template()))
                        .findFirst()
                        .orElse(null);
        return new Rollout(
                deployment, fresh, owned.stream().filter(set -> !set.equals(fresh)).toList());
    }

    List<ReplicaSet> all() {
        var all = new ArrayList<>(old);
        if (fresh != null) {
            all.add(fresh);
        }
        return all;
    }

    Rollout withDeployment(Deployment now) {
        return new Rollout(now, fresh, old);
    }

    Rollout withFresh(ReplicaSet now) {
        return new Rollout(deployment, now, old);
    }

    /// With one ReplicaSet as it is now.
    Rollout with(ReplicaSet now) {
        return new Rollout(
                deployment,
                fresh != null && sameObject(fresh, now) ? now : fresh,
                old.stream().map(set -> sameObject(set, now) ? now : set).toList());
    }

    private static boolean sameObject(ReplicaSet one, ReplicaSet other) {
        return Objects.equals(one.metadata().uid(), other.metadata().uid());
    }
}
