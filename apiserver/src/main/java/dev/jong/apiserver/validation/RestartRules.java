package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerResizePolicy;
import dev.jong.api.core.v1.ContainerRestartRule;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// When a container starts anew: after it ended (KEP-5307), and after its resources changed
/// (KEP-1287).
final class RestartRules {
    private static final List<String> POLICIES = List.of("Always", "Never", "OnFailure");
    private static final List<String> ACTIONS = List.of("Restart", "RestartAllContainers");
    private static final int MOST_RULES = 20;
    private static final int MOST_CODES = 255;

    private static final String UNRULED = "must specify restartPolicy when restart rules are used";

    private RestartRules() {}

    /// Of an init container, whose rules are looked at only beside a policy.
    static void ofInit(Container container, FieldPath at, FieldErrors errors) {
        if (container.restartPolicy() != null) {
            restart(container, at, errors);
        } else if (!container.restartPolicyRules().isEmpty()) {
            errors.required(at.child("restartPolicy"), UNRULED);
        }
    }

    static void restart(Container container, FieldPath at, FieldErrors errors) {
        var policy = container.restartPolicy();
        var rules = container.restartPolicyRules();
        if (policy != null && !POLICIES.contains(policy)) {
            errors.notSupported(at.child("restartPolicy"), policy, POLICIES);
        } else if (policy == null && !rules.isEmpty()) {
            errors.required(at.child("restartPolicy"), UNRULED);
        }
        var path = at.child("restartPolicyRules");
        if (rules.size() > MOST_RULES) {
            errors.add(FieldError.tooMany(path, rules.size(), MOST_RULES));
        }
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), path.index(i), errors);
        }
    }

    private static void rule(ContainerRestartRule rule, FieldPath path, FieldErrors errors) {
        errors.known(path.child("action"), Objects.requireNonNullElse(rule.action(), ""), ACTIONS);
        var codes = rule.exitCodes();
        if (codes == null) {
            errors.required(path.child("exitCodes"), "must be specified");
            return;
        }
        errors.known(
                path.child("exitCodes", "operator"),
                Objects.requireNonNullElse(codes.operator(), ""),
                List.of("In", "NotIn"));
        if (codes.values().size() > MOST_CODES) {
            errors.add(
                    FieldError.tooMany(
                            path.child("exitCodes", "values"), codes.values().size(), MOST_CODES));
        }
    }

    /// @param podPolicy of the Pod: one that never restarts cannot restart for this either
    static void resize(
            List<ContainerResizePolicy> policies,
            @Nullable String podPolicy,
            FieldPath path,
            FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < policies.size(); i++) {
            var policy = policies.get(i);
            if (!seen.add(policy.resourceName())) {
                errors.duplicate(path.index(i), policy.resourceName());
            }
            errors.oneOf(path, policy.resourceName(), List.of("cpu", "memory"));
            errors.oneOf(path, policy.restartPolicy(), List.of("NotRequired", "RestartContainer"));
            if ("Never".equals(podPolicy) && !policy.restartPolicy().equals("NotRequired")) {
                errors.invalid(
                        path,
                        policy.restartPolicy(),
                        "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }

    /// Init containers that end cannot be started anew for more resources.
    static void untouchedByResize(
            List<ContainerResizePolicy> policies, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < policies.size(); i++) {
            var policy = policies.get(i).restartPolicy();
            if (policy.equals("RestartContainer")) {
                errors.invalid(
                        path.index(i).child("restartPolicy"),
                        policy,
                        "must not be set to 'RestartContainer' for non-sidecar initContainers");
            }
        }
    }
}
