package dev.jong.api.rules;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PodSpec;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether an ended container runs again: its own `restartPolicyRules` (KEP-5307), its own
/// `restartPolicy`, else the Pod's.
public final class ContainerRestarts {
    private static final String WHOLE_POD = "RestartAllContainers";

    private ContainerRestarts() {}

    public static boolean afterExit(PodSpec spec, Container container, int exitCode) {
        var own = container.restartPolicy();
        if (own == null) {
            return byPolicy(spec.restartPolicy(), exitCode);
        }
        for (var rule : container.restartPolicyRules()) {
            var codes = rule.exitCodes();
            if (codes != null && "Restart".equals(rule.action())) {
                boolean listed = codes.values().contains(exitCode);
                if ("In".equals(codes.operator()) ? listed : !listed) {
                    return true;
                }
            }
        }
        return byPolicy(own, exitCode);
    }

    private static boolean byPolicy(@Nullable String policy, int exitCode) {
        return switch (Objects.requireNonNullElse(policy, "")) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    /// Whether the end of one container may begin all of them anew (KEP-5532).
    public static boolean ofAllPossible(PodSpec spec) {
        return Stream.concat(spec.initContainers().stream(), spec.containers().stream())
                .flatMap(container -> container.restartPolicyRules().stream())
                .anyMatch(rule -> WHOLE_POD.equals(rule.action()));
    }
}
