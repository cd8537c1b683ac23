package dev.jong.apiserver.admission.policy;

import dev.jong.api.GroupResource;
import dev.jong.api.Kind;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.ServedKinds;
import dev.jong.apiserver.admission.policy.Parameters.Misconfigured;
import dev.jong.apiserver.admission.policy.ValidatingRules.Denial;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Refuses, or warns of, what a ValidatingAdmissionPolicy that is bound does not allow (KEP-3488).
public final class ValidatingPolicies implements Admission {
    private final Cluster cluster;
    private final Authorizer authorizer;
    private final RequestMatcher matcher;
    private final Parameters parameters;
    private final CompiledPolicies<ValidatingAdmissionPolicy, ValidatingRules> compiled =
            new CompiledPolicies<>(ValidatingRules::of);

    public ValidatingPolicies(Cluster cluster, ServedKinds kinds, Authorizer authorizer) {
        this.cluster = cluster;
        this.authorizer = authorizer;
        matcher = new RequestMatcher(cluster);
        parameters = new Parameters(cluster, kinds);
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return !RequestMatcher.isExempt(request);
    }

    @Override
    public void validate(AdmissionRequest request) {
        var policies = cluster.list(ValidatingAdmissionPolicy.KIND, "");
        if (policies.isEmpty()) {
            return;
        }
        var bindings = cluster.list(ValidatingAdmissionPolicyBinding.KIND, "");
        var refusals = new ArrayList<Refused>();
        for (var policy : policies) {
            var bound =
                    bindings.stream()
                            .filter(binding -> policy.name().equals(binding.spec().policyName()))
                            .toList();
            if (!bound.isEmpty()) {
                judge(request, policy, bound, refusals);
            }
        }
        if (!refusals.isEmpty()) {
            throw refusals.getFirst().exception(request);
        }
    }

    /// @param binding empty when the policy itself is at fault
    private record Refused(String policy, String binding, String message, String reason) {
        ApiException exception(AdmissionRequest request) {
            var text =
                    "ValidatingAdmissionPolicy '"
                            + policy
                            + (binding.isEmpty() ? "'" : "' with binding '" + binding + "'")
                            + " denied request: "
                            + message;
            var why = reason.isEmpty() ? "Invalid" : reason;
            return refusal(request, text, why);
        }
    }

    /// A refusal of admission, with a reason of the policy's own.
    static ApiException refusal(AdmissionRequest request, String message, String reason) {
        var forbidden =
                ApiException.forbidden(
                                new GroupResource(request.kind().group(), request.resource()),
                                request.name().isEmpty() ? "Unknown" : request.name(),
                                message)
                        .failure();
        var details = forbidden.details() == null ? Failure.Details.EMPTY : forbidden.details();
        return ApiException.of(
                new Failure(
                        code(reason),
                        reason,
                        forbidden.message(),
                        details.withCauses(List.of(new Failure.Cause("", message, "")))));
    }

    private static int code(String reason) {
        return switch (reason) {
            case "Forbidden" -> 403;
            case "Unauthorized" -> 401;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
    }

    private void judge(
            AdmissionRequest request,
            ValidatingAdmissionPolicy policy,
            List<ValidatingAdmissionPolicyBinding> bound,
            List<Refused> refusals) {
        var as = matcher.match(request, policy.spec().matchConstraints());
        if (as.isEmpty()) {
            return;
        }
        boolean fails = !"Ignore".equals(policy.spec().failurePolicy());
        Optional<Kind<?>> kind;
        try {
            kind = parameters.kind(policy.spec().paramKind());
        } catch (Misconfigured e) {
            if (fails) {
                refusals.add(
                        new Refused(
                                policy.name(),
                                "",
                                "failed to configure policy: " + e.getMessage(),
                                ""));
            }
            return;
        }
        var inputs =
                new PolicyInputs(
                        request, as.get(), cluster, matcher.namespace(request), authorizer);
        for (var binding : bound) {
            if (matcher.match(request, binding.spec().matchResources()).isPresent()) {
                try {
                    judge(request, inputs, policy, binding, kind, refusals);
                } catch (Misconfigured e) {
                    if (fails) {
                        refusals.add(
                                new Refused(
                                        policy.name(),
                                        binding.name(),
                                        "failed to configure binding: " + e.getMessage(),
                                        ""));
                    }
                }
            }
        }
    }

    private void judge(
            AdmissionRequest request,
            PolicyInputs inputs,
            ValidatingAdmissionPolicy policy,
            ValidatingAdmissionPolicyBinding binding,
            Optional<Kind<?>> kind,
            List<Refused> refusals) {
        var rules = compiled.of(policy);
        for (var params : parameters.of(kind, binding.spec().paramRef(), request.namespace())) {
            var outcome = rules.evaluate(inputs, params);
            for (var denial : outcome.denials()) {
                act(policy, binding, denial, refusals);
            }
            for (var broken : outcome.broken()) {
                refusals.add(new Refused(policy.name(), binding.name(), broken, ""));
            }
        }
    }

    private static void act(
            ValidatingAdmissionPolicy policy,
            ValidatingAdmissionPolicyBinding binding,
            Denial denial,
            List<Refused> refusals) {
        for (var action : binding.spec().validationActions()) {
            switch (action) {
                case "Deny" ->
                        refusals.add(
                                new Refused(
                                        policy.name(),
                                        binding.name(),
                                        denial.message(),
                                        denial.reason()));
                case "Warn" ->
                        RequestContext.current()
                                .warnings()
                                .add(
                                        "Validation failed for ValidatingAdmissionPolicy '"
                                                + policy.name()
                                                + "' with binding '"
                                                + binding.name()
                                                + "': "
                                                + denial.message());
                default -> {}
            }
        }
    }
}
