package dev.jong.controllers.deployment;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// New sizes of ReplicaSets.
///
/// @param sizes in the order in which they are to be set
/// @param always write even where only the annotations differ
record Scaling(Map<ReplicaSet, Integer> sizes, boolean always) {
    static final Comparator<ReplicaSet> OLDEST_FIRST =
            Comparator.comparing((ReplicaSet set) ->
                            Objects.requireNonNullElse(
                                    set.metadata().creationTimestamp(), Instant.EPOCH))
                    .thenComparing(ReplicaSet::name);

    private static final Scaling NONE = new Scaling(Map.of(), false);

    private static Scaling of(Map<ReplicaSet, Integer> sizes) {
        return new Scaling(sizes, false);
    }

    /// When the Deployment's size changed, or while it is paused: one active ReplicaSet gets it
    /// all; several share it in proportion, so that a rollout is neither hastened nor held up.
    static Scaling proportional(
            Deployment deployment, @Nullable ReplicaSet fresh, List<ReplicaSet> old) {
        int desired = Fenceposts.desired(deployment);
        var active =
                new ArrayList<>(old.stream().filter(set -> Fenceposts.replicas(set) > 0).toList());
        if (fresh != null && Fenceposts.replicas(fresh) > 0) {
            active.add(fresh);
        }
        if (active.size() <= 1) {
            var only = active.size() == 1 ? active.getFirst() : fresh != null ? fresh : newest(old);
            return only == null || Fenceposts.replicas(only) == desired
                    ? NONE
                    : of(Map.of(only, desired));
        }
        if (saturated(deployment, fresh)) {
            var sizes = new LinkedHashMap<ReplicaSet, Integer>();
            active.stream().filter(set -> !set.equals(fresh)).forEach(set -> sizes.put(set, 0));
            return of(sizes);
        }
        return Fenceposts.rolling(deployment) ? shared(deployment, active) : NONE;
    }

    private static @Nullable ReplicaSet newest(List<ReplicaSet> sets) {
        return sets.stream().max(OLDEST_FIRST).orElse(null);
    }

    private static Scaling shared(Deployment deployment, List<ReplicaSet> active) {
        var posts = Fenceposts.of(deployment);
        int toAdd = (posts.desired() > 0 ? posts.most() : 0) - Fenceposts.replicas(active);
        var bySize =
                Comparator.comparingInt((ReplicaSet set) -> Fenceposts.replicas(set)).reversed();
        var ordered = new ArrayList<>(active);
        ordered.sort(bySize.thenComparing(toAdd > 0 ? OLDEST_FIRST.reversed() : OLDEST_FIRST));
        var sizes = new LinkedHashMap<ReplicaSet, Integer>();
        int added = 0;
        for (var set : ordered) {
            int share = toAdd == 0 ? 0 : share(deployment, set, posts, toAdd, toAdd - added);
            sizes.put(set, Fenceposts.replicas(set) + share);
            added += share;
        }
        int leftover = toAdd - added;
        sizes.computeIfPresent(ordered.getFirst(), (_, size) -> Math.max(0, size + leftover));
        return new Scaling(sizes, true);
    }

    private static int share(
            Deployment deployment, ReplicaSet set, Fenceposts posts, int toAdd, int left) {
        if (Fenceposts.replicas(set) == 0 || left == 0) {
            return 0;
        }
        int fraction = fraction(deployment, set, posts);
        return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    }

    private static int fraction(Deployment deployment, ReplicaSet set, Fenceposts posts) {
        int size = Fenceposts.replicas(set);
        if (posts.desired() == 0) {
            return -size;
        }
        int before = Revisions.size(set, Revisions.MOST);
        if (before <= 0) {
            before = deployment.status().replicas();
            if (before == 0) {
                return 0;
            }
        }
        double scaled = (double) size * posts.most() / before;
        return (int) Math.round(scaled) - size;
    }

    /// Whether the new ReplicaSet has all and all of it is available.
    private static boolean saturated(Deployment deployment, @Nullable ReplicaSet fresh) {
        int desired = Fenceposts.desired(deployment);
        return fresh != null
                && Fenceposts.replicas(fresh) == desired
                && Revisions.size(fresh, Revisions.DESIRED) == desired
                && fresh.status().availableReplicas() == desired;
    }

    /// The next step of a rolling update that takes replicas away from old ReplicaSets: first those
    /// that are not available anyway, then as many as may be missing.
    static Scaling shrinkOld(Deployment deployment, ReplicaSet fresh, List<ReplicaSet> old) {
        var posts = Fenceposts.of(deployment);
        var active =
                old.stream()
                        .filter(set -> Fenceposts.replicas(set) > 0)
                        .sorted(OLDEST_FIRST)
                        .toList();
        int all = Fenceposts.replicas(active) + Fenceposts.replicas(fresh);
        int freshMissing = Fenceposts.replicas(fresh) - fresh.status().availableReplicas();
        int most = all - posts.least() - freshMissing;
        if (active.isEmpty() || most <= 0) {
            return NONE;
        }
        var sizes = new LinkedHashMap<ReplicaSet, Integer>();
        int cleaned = 0;
        for (var set : active) {
            int size = Fenceposts.replicas(set);
            int ill = Math.min(most - cleaned, size - set.status().availableReplicas());
            int cut = Math.max(0, ill);
            sizes.put(set, size - cut);
            cleaned += cut;
        }
        int spare =
                Fenceposts.available(active) + fresh.status().availableReplicas() - posts.least();
        for (var set : active) {
            int size = Objects.requireNonNull(sizes.get(set));
            int cut = Math.clamp(spare, 0, size);
            sizes.put(set, size - cut);
            spare -= cut;
        }
        sizes.entrySet().removeIf(entry -> entry.getValue() == Fenceposts.replicas(entry.getKey()));
        return of(sizes);
    }

    /// Whether an active ReplicaSet was last sized for another number of replicas.
    static boolean sizeChanged(Deployment deployment, List<ReplicaSet> all) {
        int desired = Fenceposts.desired(deployment);
        return all.stream()
                .filter(set -> Fenceposts.replicas(set) > 0)
                .mapToInt(set -> Revisions.size(set, Revisions.DESIRED))
                .anyMatch(size -> size >= 0 && size != desired);
    }
}
