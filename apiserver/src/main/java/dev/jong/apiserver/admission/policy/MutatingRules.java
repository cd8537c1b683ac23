package dev.jong.apiserver.admission.policy;

import dev.cel.common.types.ListType;
import dev.cel.common.types.StructTypeReference;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.Mutation;
import dev.jong.apiserver.admission.policy.PolicyEnvironments.Offer;
import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.PatchTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A MutatingAdmissionPolicy, compiled. Any thread.
final class MutatingRules {
    private final Conditions conditions;
    private final Map<String, Expression> variables;
    private final List<Change> changes;

    /// One mutation.
    ///
    /// @param merges whether it is an apply configuration, not a JSON patch
    private record Change(boolean merges, Expression expression) {}

    private MutatingRules(
            Conditions conditions, Map<String, Expression> variables, List<Change> changes) {
        this.conditions = conditions;
        this.variables = variables;
        this.changes = changes;
    }

    static MutatingRules of(MutatingAdmissionPolicy policy) {
        var spec = policy.spec();
        boolean params = spec.paramKind() != null;
        var compiler = new PolicyCompiler(Offer.untyped(params, true));
        var variables = compiler.variables(spec.variables());
        var changes = new ArrayList<Change>();
        for (var mutation : spec.mutations()) {
            changes.add(change(compiler, mutation));
        }
        return new MutatingRules(Conditions.of(spec.matchConditions(), params), variables, changes);
    }

    private static Change change(PolicyCompiler compiler, Mutation mutation) {
        var patch = mutation.jsonPatch();
        var apply = mutation.applyConfiguration();
        return patch != null
                ? new Change(
                        false,
                        compiler.mutationExpression(patch.expression(), List.of(patchList())))
                : new Change(
                        true,
                        compiler.mutationExpression(
                                apply == null ? "" : apply.expression(), List.of(object())));
    }

    static ListType patchList() {
        return ListType.create(StructTypeReference.create(PatchTypes.JSON_PATCH));
    }

    static StructTypeReference object() {
        return StructTypeReference.create(PatchTypes.OBJECT);
    }

    /// Whether the policy's own conditions let it change this request.
    Conditions.Answer applies(PolicyInputs inputs, Optional<KubernetesObject> params) {
        return conditions.ask(inputs, params.orElse(null));
    }

    int size() {
        return changes.size();
    }

    /// The object after one of the mutations, in the version in which the policy sees it.
    ///
    /// @throws CelException when the expression comes to nothing
    /// @throws Patches.Unfit when what it comes to cannot be laid over the object
    KubernetesObject mutate(
            int index,
            PolicyInputs inputs,
            Optional<KubernetesObject> params,
            KubernetesObject object) {
        var change = changes.get(index);
        var budget = new Budget(Budget.RULES);
        var values = inputs.with(params.orElse(null), variables, budget);
        var result = PatchTypes.json(change.expression.evaluate(values, budget));
        return change.merges ? Patches.merged(object, result) : Patches.patched(object, result);
    }
}
