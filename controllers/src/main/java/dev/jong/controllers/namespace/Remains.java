package dev.jong.controllers.namespace;

import dev.jong.api.core.v1.NamespaceCondition;
import dev.jong.api.core.v1.NamespaceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a namespace still holds, and what its status says of it.
///
/// @param counts objects left by `resource.group`
/// @param finalizers objects left by the finalizer that holds them
/// @param undiscovered groups that could not be asked what they serve
/// @param failures why something could not be deleted
/// @param complete whether all resources were looked at, not only Pods
/// @param seconds how long it may take until the rest is gone
record Remains(
        Map<String, Integer> counts,
        Map<String, Integer> finalizers,
        List<String> undiscovered,
        List<String> failures,
        boolean complete,
        long seconds) {
    private static final List<Fine> FINE =
            List.of(
                    new Fine(
                            "NamespaceDeletionDiscoveryFailure",
                            "ResourcesDiscovered",
                            "All resources successfully discovered"),
                    new Fine(
                            "NamespaceDeletionGroupVersionParsingFailure",
                            "ParsedGroupVersions",
                            "All legacy kube types successfully parsed"),
                    new Fine(
                            "NamespaceDeletionContentFailure",
                            "ContentDeleted",
                            "All content successfully deleted, may be waiting on finalization"),
                    new Fine(
                            "NamespaceContentRemaining",
                            "ContentRemoved",
                            "All content successfully removed"),
                    new Fine(
                            "NamespaceFinalizersRemaining",
                            "ContentHasNoFinalizers",
                            "All content-preserving finalizers finished"));

    Remains {
        counts = new TreeMap<>(counts);
        finalizers = new TreeMap<>(finalizers);
        undiscovered = List.copyOf(undiscovered);
        failures = failures.stream().sorted().toList();
    }

    /// What a condition says when nothing is wrong.
    private record Fine(String type, String reason, String message) {}

    boolean nothingLeft() {
        return counts.isEmpty() && failures.isEmpty() && undiscovered.isEmpty() && complete;
    }

    NamespaceStatus status(NamespaceStatus before, Instant now) {
        var conditions = new ArrayList<>(before.conditions());
        for (var fine : FINE) {
            var wanted = condition(fine, now);
            var at = position(conditions, fine.type());
            if (at < 0) {
                conditions.add(wanted);
            } else {
                var old = conditions.get(at);
                conditions.set(
                        at,
                        old.status().equals(wanted.status())
                                ? wanted.withLastTransitionTime(old.lastTransitionTime())
                                : wanted);
            }
        }
        return before.withConditions(conditions);
    }

    private NamespaceCondition condition(Fine fine, Instant now) {
        var wrong = message(fine.type());
        return NamespaceCondition.builder()
                .type(fine.type())
                .status(wrong.isPresent() ? "True" : "False")
                .lastTransitionTime(now)
                .reason(wrong.isPresent() ? reason(fine.type()) : fine.reason())
                .message(wrong.orElse(fine.message()))
                .build();
    }

    private Optional<String> message(String type) {
        return switch (type) {
            case "NamespaceDeletionDiscoveryFailure" ->
                    said(
                            undiscovered.isEmpty(),
                            "Discovery failed for some groups, "
                                    + undiscovered.size()
                                    + " failing: "
                                    + String.join(", ", undiscovered));
            case "NamespaceDeletionContentFailure" ->
                    said(
                            failures.isEmpty(),
                            "Failed to delete all resource types, "
                                    + failures.size()
                                    + " remaining: "
                                    + String.join(", ", failures));
            case "NamespaceContentRemaining" ->
                    said(
                            !complete || counts.isEmpty(),
                            "Some resources are remaining: "
                                    + list(counts, "%s has %d resource instances"));
            case "NamespaceFinalizersRemaining" ->
                    said(
                            !complete || finalizers.isEmpty(),
                            "Some content in the namespace has finalizers remaining: "
                                    + list(finalizers, "%s in %d resource instances"));
            default -> Optional.empty();
        };
    }

    private static Optional<String> said(boolean fine, String message) {
        return fine ? Optional.empty() : Optional.of(message);
    }

    private static String reason(String type) {
        return switch (type) {
            case "NamespaceDeletionDiscoveryFailure" -> "DiscoveryFailed";
            case "NamespaceDeletionContentFailure" -> "ContentDeletionFailed";
            case "NamespaceContentRemaining" -> "SomeResourcesRemain";
            default -> "SomeFinalizersRemain";
        };
    }

    private static String list(Map<String, Integer> counts, String form) {
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(entry -> form.formatted(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static int position(List<NamespaceCondition> conditions, @Nullable String type) {
        for (int i = 0; i < conditions.size(); i++) {
            if (Objects.equals(conditions.get(i).type(), type)) {
                return i;
            }
        }
        return -1;
    }
}
