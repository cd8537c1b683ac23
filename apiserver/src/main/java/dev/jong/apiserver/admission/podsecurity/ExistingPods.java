package dev.jong.apiserver.admission.podsecurity;

import dev.jong.api.GoText;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.Owners;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a namespace's new level means for the Pods that are there.
final class ExistingPods {
    private static final int MOST = 3000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Rulebook rules;
    private final InstantSource clock;

    ExistingPods(Rulebook rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /// Warnings for whoever labels the namespace.
    List<String> warnings(String namespace, List<Pod> pods, Standard enforce) {
        var deadline = clock.instant().plus(PATIENCE);
        var violators = new TreeMap<String, TreeSet<String>>();
        int looked = 0;
        for (var pod : oneOfEachOwnerFirst(pods)) {
            if (looked == MOST || clock.instant().isAfter(deadline)) {
                break;
            }
            looked++;
            var violations =
                    rules.look(enforce, new Subject(pod.metadata().annotations(), pod.spec()));
            if (!violations.isEmpty()) {
                violators
                        .computeIfAbsent(Violation.reasons(violations), _ -> new TreeSet<>())
                        .add(pod.name());
            }
        }
        var warnings = new ArrayList<String>();
        if (looked < pods.size()) {
            warnings.add(
                    "new PodSecurity enforce level only checked against the first "
                            + looked
                            + " of "
                            + pods.size()
                            + " existing pods");
        }
        if (!violators.isEmpty()) {
            warnings.add(
                    "existing pods in namespace "
                            + GoText.quote(namespace)
                            + " violate the new PodSecurity enforce level "
                            + GoText.quote(enforce.toString()));
            var told = new TreeSet<String>();
            violators.forEach((reasons, names) -> told.add(who(names) + ": " + reasons));
            warnings.addAll(told);
        }
        return warnings;
    }

    private static String who(TreeSet<String> names) {
        int others = names.size() - 1;
        return names.first()
                + switch (others) {
                    case 0 -> "";
                    case 1 -> " (and 1 other pod)";
                    default -> " (and " + others + " other pods)";
                };
    }

    private static List<Pod> oneOfEachOwnerFirst(List<Pod> pods) {
        var first = new ArrayList<Pod>();
        var rest = new ArrayList<Pod>();
        var owners = new HashSet<String>();
        for (var pod : pods) {
            var owner = Owners.controller(pod.metadata());
            if (owner.isEmpty() || owners.add(owner.get().uid())) {
                first.add(pod);
            } else {
                rest.add(pod);
            }
        }
        first.addAll(rest);
        return first;
    }
}
