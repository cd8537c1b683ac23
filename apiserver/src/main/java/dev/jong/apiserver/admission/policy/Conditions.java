package dev.jong.apiserver.admission.policy;

import dev.cel.common.types.SimpleType;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.MatchCondition;
import dev.jong.apiserver.admission.policy.PolicyEnvironments.Offer;
import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Further conditions under which a policy or webhook is asked: all must hold.
final class Conditions {
    /// What the conditions say of a request.
    sealed interface Answer {
        record Yes() implements Answer {}

        /// @param condition the name of the first that does not hold
        record No(String condition) implements Answer {}

        /// Some could not be evaluated, and none says no.
        record Unclear(String message) implements Answer {}
    }

    private final List<Expression> conditions;
    private final List<String> names;

    private Conditions(List<Expression> conditions, List<String> names) {
        this.conditions = conditions;
        this.names = names;
    }

    /// @param params whether they may use `params`
    static Conditions of(List<MatchCondition> conditions, boolean params) {
        var compiler = new PolicyCompiler(Offer.untyped(params, true));
        return new Conditions(
                conditions.stream()
                        .map(condition ->
                                compiler.expression(
                                        condition.expression(), true, List.of(SimpleType.BOOL)))
                        .toList(),
                conditions.stream().map(MatchCondition::name).toList());
    }

    Answer ask(PolicyInputs inputs, @Nullable KubernetesObject params) {
        if (conditions.isEmpty()) {
            return new Answer.Yes();
        }
        var budget = new Budget(Budget.MATCH_CONDITIONS);
        var values = inputs.with(params, Map.of(), budget);
        var problems = new ArrayList<String>();
        for (int i = 0; i < conditions.size(); i++) {
            try {
                if (Boolean.FALSE.equals(conditions.get(i).evaluate(values, budget))) {
                    return new Answer.No(names.get(i));
                }
            } catch (CelException.OutOfBudget e) {
                return new Answer.Unclear(String.valueOf(e.getMessage()));
            } catch (CelException e) {
                problems.add(e.getMessage());
            }
        }
        return problems.isEmpty()
                ? new Answer.Yes()
                : new Answer.Unclear(
                        problems.size() == 1
                                ? problems.getFirst()
                                : "[" + String.join(", ", problems) + "]");
    }
}
