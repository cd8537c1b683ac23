package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MatchResources;
import dev.jong.api.admissionregistration.v1.ParamKind;
import dev.jong.api.admissionregistration.v1.ParamRef;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.ServedKinds;
import dev.jong.apiserver.admission.policy.Parameters.Misconfigured;
import dev.jong.apiserver.authorization.Authorizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// For which bindings of a policy, and with which parameters, a request is to be looked at.
final class PolicyTargets {
    private final Cluster cluster;
    private final Authorizer authorizer;
    private final RequestMatcher matcher;
    private final Parameters parameters;

    PolicyTargets(Cluster cluster, ServedKinds kinds, Authorizer authorizer) {
        this.cluster = cluster;
        this.authorizer = authorizer;
        matcher = new RequestMatcher(cluster);
        parameters = new Parameters(cluster, kinds);
    }

    /// What of a policy decides whom it means.
    ///
    /// @param fails whether it refuses what it cannot look at
    record Policy(
            @Nullable MatchResources constraints, @Nullable ParamKind paramKind, boolean fails) {
        Policy(
                @Nullable MatchResources constraints,
                @Nullable ParamKind paramKind,
                @Nullable String failurePolicy) {
            this(constraints, paramKind, !"Ignore".equals(failurePolicy));
        }
    }

    /// What of a binding does.
    record Bound<B extends KubernetesObject>(
            B binding, @Nullable MatchResources resources, @Nullable ParamRef params) {}

    /// One look, or why there can be none.
    sealed interface Target<B extends KubernetesObject> {
        record Meant<B extends KubernetesObject>(
                B binding, Seen as, Optional<KubernetesObject> params) implements Target<B> {}

        /// @param binding its name; empty when the policy itself is at fault
        record Broken<B extends KubernetesObject>(String binding, String message)
                implements Target<B> {}
    }

    <B extends KubernetesObject> List<Target<B>> of(
            AdmissionRequest request, Policy policy, List<Bound<B>> bindings) {
        var as = matcher.match(request, policy.constraints);
        if (as.isEmpty()) {
            return List.of();
        }
        Optional<Kind<?>> kind;
        try {
            kind = parameters.kind(policy.paramKind);
        } catch (Misconfigured e) {
            return broken(policy, "", "failed to configure policy: " + e.getMessage());
        }
        var targets = new ArrayList<Target<B>>();
        for (var bound : bindings) {
            if (matcher.match(request, bound.resources).isPresent()) {
                try {
                    for (var params : parameters.of(kind, bound.params, request.namespace())) {
                        targets.add(new Target.Meant<>(bound.binding, as.get(), params));
                    }
                } catch (Misconfigured e) {
                    targets.addAll(
                            broken(
                                    policy,
                                    bound.binding.name(),
                                    "failed to configure binding: " + e.getMessage()));
                }
            }
        }
        return targets;
    }

    private static <B extends KubernetesObject> List<Target<B>> broken(
            Policy policy, String binding, String message) {
        return policy.fails ? List.of(new Target.Broken<>(binding, message)) : List.of();
    }

    /// What expressions see of a request.
    PolicyInputs inputs(AdmissionRequest request, Seen as) {
        return new PolicyInputs(request, as, cluster, matcher.namespace(request), authorizer);
    }
}
