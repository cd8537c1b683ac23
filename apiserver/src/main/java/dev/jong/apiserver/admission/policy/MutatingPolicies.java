package dev.jong.apiserver.admission.policy;

import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.ServedKinds;
import dev.jong.apiserver.admission.policy.PolicyRefusal.Denial;
import dev.jong.apiserver.admission.policy.PolicyTargets.Target;
import dev.jong.apiserver.admission.policy.ValidatingRules.Fault;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.cel.CelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Changes objects as MutatingAdmissionPolicies that are bound say (KEP-3962).
///
/// Policies are asked in order of their names; those that want it are asked once more when others
/// changed the object after them, as the rounds of admission say.
public final class MutatingPolicies implements Admission {
    private final Cluster cluster;
    private final PolicyTargets targets;
    private final PolicyFigures figures;
    private final CompiledPolicies<MutatingAdmissionPolicy, MutatingRules> compiled =
            new CompiledPolicies<>(MutatingRules::of);

    public MutatingPolicies(
            Cluster cluster, ServedKinds kinds, Authorizer authorizer, PolicyFigures figures) {
        this.figures = figures;
        this.cluster = cluster;
        targets = new PolicyTargets(cluster, kinds, authorizer);
    }

    /// A policy with one binding and one set of parameters, which all mean this request.
    private record Call(
            MutatingAdmissionPolicy policy,
            MutatingAdmissionPolicyBinding binding,
            Seen as,
            Optional<KubernetesObject> params) {
        String id() {
            return policy.name()
                    + "/"
                    + binding.name()
                    + "/"
                    + params.map(found -> found.namespace() + "/" + found.name()).orElse("");
        }

        boolean comesAgain() {
            return "IfNeeded".equals(policy.spec().reinvocationPolicy());
        }

        /// Unless the policy is one that lets pass what it cannot change.
        void deny(String message, List<Denial> denials) {
            if (!"Ignore".equals(policy.spec().failurePolicy())) {
                denials.add(new Denial(denied(policy.name(), binding.name(), message), "Invalid"));
            }
        }
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return !RequestMatcher.isExempt(request)
                && (request.operation() == Operation.CREATE
                        || request.operation() == Operation.UPDATE);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        var policies = cluster.list(MutatingAdmissionPolicy.KIND, "");
        if (policies.isEmpty()) {
            return object;
        }
        var turns = request.rounds().of(this);
        turns.begin(object);
        var changed = object;
        var denials = new ArrayList<Denial>();
        for (var call : calls(request.withObject(object), policies, denials)) {
            if (turns.isDue(call.id())) {
                var now = apply(call, request.withObject(changed), changed, denials);
                turns.asked(call.id(), !now.equals(changed), call.comesAgain());
                changed = now;
            }
        }
        turns.end(changed);
        if (!denials.isEmpty()) {
            throw PolicyRefusal.of(request, denials);
        }
        return changed;
    }

    /// @param denials takes why policies cannot be asked that must be
    private List<Call> calls(
            AdmissionRequest request,
            List<MutatingAdmissionPolicy> policies,
            List<Denial> denials) {
        var bindings = cluster.list(MutatingAdmissionPolicyBinding.KIND, "");
        var calls = new ArrayList<Call>();
        policies.stream()
                .sorted(Comparator.comparing(MutatingAdmissionPolicy::name))
                .forEach(policy -> {
                    var bound =
                            bindings.stream()
                                    .filter(binding ->
                                            policy.name().equals(binding.spec().policyName()))
                                    .sorted(
                                            Comparator.comparing(
                                                    MutatingAdmissionPolicyBinding::name))
                                    .map(binding ->
                                            new PolicyTargets.Bound<>(
                                                    binding,
                                                    binding.spec().matchResources(),
                                                    binding.spec().paramRef()))
                                    .toList();
                    if (!bound.isEmpty()) {
                        addCalls(request, policy, bound, calls, denials);
                    }
                });
        return calls;
    }

    private void addCalls(
            AdmissionRequest request,
            MutatingAdmissionPolicy policy,
            List<PolicyTargets.Bound<MutatingAdmissionPolicyBinding>> bound,
            List<Call> calls,
            List<Denial> denials) {
        var spec = policy.spec();
        var means =
                new PolicyTargets.Policy(
                        spec.matchConstraints(), spec.paramKind(), spec.failurePolicy());
        for (var target : targets.of(request, means, bound)) {
            switch (target) {
                case Target.Broken<MutatingAdmissionPolicyBinding>(var binding, var message) ->
                        denials.add(
                                new Denial(
                                        binding.isEmpty()
                                                ? "policy \""
                                                        + policy.name()
                                                        + "\" denied request: "
                                                        + message
                                                : denied(policy.name(), binding, message),
                                        "Forbidden"));
                case Target.Meant<MutatingAdmissionPolicyBinding> meant ->
                        calls.add(new Call(policy, meant.binding(), meant.as(), meant.params()));
            }
        }
    }

    private KubernetesObject apply(
            Call call, AdmissionRequest request, KubernetesObject object, List<Denial> denials) {
        long start = System.nanoTime();
        var fault = new Fault[] {Fault.NONE};
        try {
            return apply(call, request, object, fault, denials);
        } finally {
            figures.mutated(
                    call.policy.name(), call.binding.name(), fault[0], System.nanoTime() - start);
        }
    }

    /// @param fault takes what could not be evaluated
    private KubernetesObject apply(
            Call call,
            AdmissionRequest request,
            KubernetesObject object,
            Fault[] fault,
            List<Denial> denials) {
        var rules = compiled.of(call.policy);
        switch (rules.applies(targets.inputs(request, call.as), call.params)) {
            case Conditions.Answer.No _ -> {
                return object;
            }
            case Conditions.Answer.Unclear(var message) -> {
                fault[0] = Fault.EVALUATION;
                call.deny(message, denials);
                return object;
            }
            case Conditions.Answer.Yes _ -> {}
        }
        var changed = object;
        for (int i = 0; i < rules.size(); i++) {
            try {
                changed = mutated(rules, i, call, request.withObject(changed), changed);
            } catch (CelException | Patches.Unfit e) {
                fault[0] = Fault.EVALUATION;
                call.deny(String.valueOf(e.getMessage()), denials);
            }
        }
        return changed;
    }

    private KubernetesObject mutated(
            MutatingRules rules,
            int index,
            Call call,
            AdmissionRequest request,
            KubernetesObject object) {
        var seen = cluster.convert(object, call.as.kind());
        var mutated = rules.mutate(index, targets.inputs(request, call.as), call.params, seen);
        var tree = (JsonObject) PolicyInputs.json(mutated);
        return cluster.convert(cluster.read(mutated.kind(), tree), object.kind());
    }

    private static String denied(String policy, String binding, String message) {
        return "policy '" + policy + "' with binding '" + binding + "' denied request: " + message;
    }
}
