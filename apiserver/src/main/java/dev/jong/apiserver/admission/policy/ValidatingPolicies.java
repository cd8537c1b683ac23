package dev.jong.apiserver.admission.policy;

import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.ServedKinds;
import dev.jong.apiserver.admission.policy.PolicyTargets.Target;
import dev.jong.apiserver.admission.policy.ValidatingRules.Denial;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Refuses, or warns of, what a ValidatingAdmissionPolicy that is bound does not allow (KEP-3488).
public final class ValidatingPolicies implements Admission {
    private final Cluster cluster;
    private final PolicyTargets targets;
    private final PolicyFigures figures;
    private final CompiledPolicies<ValidatingAdmissionPolicy, ValidatingRules> compiled =
            new CompiledPolicies<>(ValidatingRules::of);

    public ValidatingPolicies(
            Cluster cluster, ServedKinds kinds, Authorizer authorizer, PolicyFigures figures) {
        this.figures = figures;
        this.cluster = cluster;
        targets = new PolicyTargets(cluster, kinds, authorizer);
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
                            .map(binding ->
                                    new PolicyTargets.Bound<>(
                                            binding,
                                            binding.spec().matchResources(),
                                            binding.spec().paramRef()))
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
            return PolicyRefusal.of(request, text, why);
        }
    }

    private void judge(
            AdmissionRequest request,
            ValidatingAdmissionPolicy policy,
            List<PolicyTargets.Bound<ValidatingAdmissionPolicyBinding>> bound,
            List<Refused> refusals) {
        var spec = policy.spec();
        var means =
                new PolicyTargets.Policy(
                        spec.matchConstraints(), spec.paramKind(), spec.failurePolicy());
        var notes = new PolicyNotes(policy.name());
        PolicyInputs inputs = null;
        for (var target : targets.of(request, means, bound)) {
            switch (target) {
                case Target.Broken<ValidatingAdmissionPolicyBinding>(var binding, var message) ->
                        refusals.add(new Refused(policy.name(), binding, message, ""));
                case Target.Meant<ValidatingAdmissionPolicyBinding> meant -> {
                    if (inputs == null) {
                        inputs = targets.inputs(request, meant.as());
                    }
                    notes.add(judge(inputs, policy, meant, refusals));
                }
            }
        }
        notes.publish(RequestContext.current().annotations());
    }

    /// @return what is to be told in the audit log
    private Map<String, String> judge(
            PolicyInputs inputs,
            ValidatingAdmissionPolicy policy,
            Target.Meant<ValidatingAdmissionPolicyBinding> meant,
            List<Refused> refusals) {
        var rules = compiled.of(policy);
        long start = System.nanoTime();
        var outcome = rules.evaluate(inputs, meant.params());
        figures.validated(
                policy.name(),
                meant.binding().name(),
                meant.binding().spec().validationActions(),
                outcome,
                System.nanoTime() - start);
        for (var denial : outcome.denials()) {
            act(policy, meant.binding(), denial, refusals);
        }
        for (var broken : outcome.broken()) {
            refusals.add(new Refused(policy.name(), meant.binding().name(), broken, ""));
        }
        return outcome.annotations();
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
                case "Audit" ->
                        PolicyNotes.failed(binding, denial, RequestContext.current().annotations());
                default -> {}
            }
        }
    }
}
