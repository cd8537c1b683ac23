package dev.jong.controllers.deployment;

import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The annotations by which a Deployment and its ReplicaSets remember their history.
final class Revisions {
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MOST = "deployment.kubernetes.io/max-replicas";
    static final String ROLLBACK = "deprecated.deployment.rollback.to";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final Set<String> NOT_COPIED =
            Set.of(LAST_APPLIED, REVISION, HISTORY, DESIRED, MOST, ROLLBACK);
    private static final int LONGEST_HISTORY = 2000;

    private Revisions() {}

    /// 0 where none is said or it is not a number.
    static long of(KubernetesObject object) {
        return number(object.metadata().annotations().get(REVISION));
    }

    static long highest(Collection<ReplicaSet> sets) {
        return sets.stream().mapToLong(Revisions::of).max().orElse(0);
    }

    /// The second highest; 0 if there is none.
    static long last(Collection<ReplicaSet> sets) {
        long highest = 0;
        long second = 0;
        for (var set : sets) {
            long revision = of(set);
            if (revision >= highest) {
                second = highest;
                highest = revision;
            } else if (revision > second) {
                second = revision;
            }
        }
        return second;
    }

    /// What the current ReplicaSet's annotations are to be: the Deployment's, and the revision,
    /// which only grows. A ReplicaSet that comes back remembers the revisions it had.
    static Map<String, String> annotations(Deployment deployment, ReplicaSet set, long revision) {
        var now = new HashMap<>(set.metadata().annotations());
        deployment
                .metadata()
                .annotations()
                .forEach((key, value) -> {
                    if (!NOT_COPIED.contains(key)) {
                        now.put(key, value);
                    }
                });
        var old = now.get(REVISION);
        if (number(old) < revision) {
            now.put(REVISION, Long.toString(revision));
            if (old != null) {
                now.put(HISTORY, history(now.getOrDefault(HISTORY, ""), old));
            }
        }
        return now;
    }

    /// The Deployment's annotations after going back to a ReplicaSet.
    static Map<String, String> restored(Deployment deployment, ReplicaSet set) {
        var now = new HashMap<String, String>();
        deployment
                .metadata()
                .annotations()
                .forEach((key, value) -> {
                    if (NOT_COPIED.contains(key)) {
                        now.put(key, value);
                    }
                });
        set.metadata()
                .annotations()
                .forEach((key, value) -> {
                    if (!NOT_COPIED.contains(key)) {
                        now.put(key, value);
                    }
                });
        now.remove(ROLLBACK);
        return now;
    }

    /// With how many replicas the Deployment wants, and may have, at the moment.
    static Map<String, String> sized(Map<String, String> annotations, int desired, int most) {
        var now = new HashMap<>(annotations);
        now.put(DESIRED, Integer.toString(desired));
        now.put(MOST, Integer.toString(most));
        return now;
    }

    /// -1 where none is said or it is not a number.
    static int size(ReplicaSet set, String annotation) {
        try {
            int size =
                    Integer.parseInt(
                            Objects.requireNonNullElse(
                                    set.metadata().annotations().get(annotation), "-1"));
            return Math.max(size, -1);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static String history(String before, String revision) {
        if (before.isEmpty()) {
            return revision;
        }
        var all = before.split(",");
        int start = 0;
        int length = before.length() + revision.length() + 1;
        while (length > LONGEST_HISTORY && start < all.length) {
            length -= all[start].length() + 1;
            start++;
        }
        var kept = String.join(",", Arrays.asList(all).subList(start, all.length));
        return kept.isEmpty() ? revision : kept + "," + revision;
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
