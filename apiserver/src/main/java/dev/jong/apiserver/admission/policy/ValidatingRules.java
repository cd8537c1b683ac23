package dev.jong.apiserver.admission.policy;

import dev.cel.common.types.SimpleType;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.Validation;
import dev.jong.api.json.JsonNull;
import dev.jong.apiserver.admission.policy.PolicyEnvironments.Offer;
import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A ValidatingAdmissionPolicy, compiled. Any thread.
final class ValidatingRules {
    private static final int LONGEST_MESSAGE = 5 * 1024;

    private final boolean fails;
    private final Conditions conditions;
    private final Map<String, Expression> variables;
    private final List<Check> checks;
    private final List<Annotation> annotations;

    /// @param message of the validation as evaluated; null when it has no messageExpression
    private record Check(
            Validation validation, Expression expression, @Nullable Expression message) {}

    private record Annotation(String key, Expression value) {}

    /// What one validation decides.
    ///
    /// @param index of the validation
    /// @param fault why it could not be evaluated
    record Denial(int index, String message, String reason, Fault fault) {}

    /// Why something could not be evaluated.
    enum Fault {
        NONE,
        COMPILATION,
        EVALUATION,
        BUDGET
    }

    /// What came of an evaluation.
    ///
    /// @param annotations for the audit log, by key; empty values are left out
    /// @param broken why annotations could not be made: refuses when the policy fails on errors
    /// @param forgiven what could not be evaluated without consequences
    record Outcome(
            List<Denial> denials,
            Map<String, String> annotations,
            List<String> broken,
            List<Fault> forgiven) {
        static final Outcome NOTHING = new Outcome(List.of(), Map.of(), List.of(), List.of());

        static Outcome denied(String message, Fault fault) {
            return new Outcome(
                    List.of(new Denial(0, message, "", fault)), Map.of(), List.of(), List.of());
        }

        static Outcome forgiven(Fault fault) {
            return new Outcome(List.of(), Map.of(), List.of(), List.of(fault));
        }
    }

    private ValidatingRules(
            boolean fails,
            Conditions conditions,
            Map<String, Expression> variables,
            List<Check> checks,
            List<Annotation> annotations) {
        this.fails = fails;
        this.conditions = conditions;
        this.variables = variables;
        this.checks = checks;
        this.annotations = annotations;
    }

    static ValidatingRules of(ValidatingAdmissionPolicy policy) {
        var spec = policy.spec();
        boolean params = spec.paramKind() != null;
        var compiler = new PolicyCompiler(Offer.untyped(params, true));
        var variables = compiler.variables(spec.variables());
        var checks = new ArrayList<Check>();
        for (var validation : spec.validations()) {
            var message = validation.messageExpression();
            checks.add(
                    new Check(
                            validation,
                            compiler.expression(
                                    validation.expression(), true, List.of(SimpleType.BOOL)),
                            message == null || message.isEmpty()
                                    ? null
                                    : compiler.expression(
                                            message, false, List.of(SimpleType.STRING))));
        }
        var annotations =
                spec.auditAnnotations().stream()
                        .map(annotation ->
                                new Annotation(
                                        annotation.key(),
                                        compiler.expression(
                                                annotation.valueExpression(),
                                                true,
                                                List.of(SimpleType.STRING, SimpleType.NULL_TYPE))))
                        .toList();
        return new ValidatingRules(
                !"Ignore".equals(spec.failurePolicy()),
                Conditions.of(spec.matchConditions(), params),
                variables,
                checks,
                annotations);
    }

    Outcome evaluate(PolicyInputs inputs, Optional<KubernetesObject> params) {
        var parameters = params.orElse(null);
        switch (conditions.ask(inputs, parameters)) {
            case Conditions.Answer.No _ -> {
                return Outcome.NOTHING;
            }
            case Conditions.Answer.Unclear(var message) -> {
                return fails
                        ? Outcome.denied(message, Fault.EVALUATION)
                        : Outcome.forgiven(Fault.EVALUATION);
            }
            case Conditions.Answer.Yes _ -> {}
        }
        try {
            var forgiven = new ArrayList<Fault>();
            var denials = denials(inputs, parameters, forgiven);
            var broken = new ArrayList<String>();
            var published = annotations(inputs, parameters, broken);
            return new Outcome(denials, published, fails ? broken : List.of(), forgiven);
        } catch (CelException.OutOfBudget e) {
            return fails
                    ? Outcome.denied(String.valueOf(e.getMessage()), Fault.BUDGET)
                    : Outcome.forgiven(Fault.BUDGET);
        }
    }

    /// What became of one validation.
    ///
    /// @param problem why it could not be evaluated; empty when it could
    private record Verdict(boolean holds, String problem, Fault fault) {}

    /// Messages are made when all is judged, from what is left of the budget; variables cost anew
    /// there.
    private List<Denial> denials(
            PolicyInputs inputs, @Nullable KubernetesObject params, List<Fault> forgiven) {
        var budget = new Budget(Budget.RULES);
        var values = inputs.with(params, variables, budget);
        var verdicts = checks.stream().map(check -> verdict(check, values, budget)).toList();
        if (verdicts.stream().allMatch(Verdict::holds)) {
            return List.of();
        }
        var denials = new ArrayList<Denial>();
        var messages = new ArrayList<String>();
        var noMessages = "";
        try {
            var anew = inputs.with(params, variables, budget);
            checks.forEach(check -> messages.add(message(check, anew, budget)));
        } catch (CelException.OutOfBudget e) {
            noMessages = "failed messageExpression: " + e.getMessage();
        }
        for (int i = 0; i < checks.size(); i++) {
            var verdict = verdicts.get(i);
            var problem = verdict.problem.isEmpty() ? noMessages : verdict.problem;
            if (!problem.isEmpty()) {
                var fault = verdict.problem.isEmpty() ? Fault.BUDGET : verdict.fault;
                if (fails) {
                    denials.add(new Denial(i, problem, "", fault));
                } else {
                    forgiven.add(fault);
                }
            } else if (!verdict.holds) {
                var reason = checks.get(i).validation.reason();
                denials.add(
                        new Denial(
                                i,
                                messages.get(i),
                                reason == null || reason.isEmpty() ? "Invalid" : reason,
                                Fault.NONE));
            }
        }
        return denials;
    }

    private static Verdict verdict(
            Check check, Function<String, @Nullable Object> values, Budget budget) {
        try {
            return new Verdict(
                    Boolean.TRUE.equals(check.expression.evaluate(values, budget)), "", Fault.NONE);
        } catch (CelException.Failed e) {
            var fault = check.expression.compiles() ? Fault.EVALUATION : Fault.COMPILATION;
            return new Verdict(false, String.valueOf(e.getMessage()), fault);
        }
    }

    private static String message(
            Check check, Function<String, @Nullable Object> values, Budget budget) {
        var made = made(check, values, budget);
        if (!made.isEmpty()) {
            return made;
        }
        var fixed = check.validation.message();
        return fixed == null || fixed.isBlank()
                ? "failed expression: " + check.validation.expression().strip()
                : fixed.strip();
    }

    /// Empty when there is no fit message.
    private static String made(
            Check check, Function<String, @Nullable Object> values, Budget budget) {
        var expression = check.message;
        if (expression == null) {
            return "";
        }
        try {
            var value = expression.evaluate(values, budget);
            var text = value instanceof String message ? message.strip() : "";
            return text.length() > LONGEST_MESSAGE || text.contains("\n") ? "" : text;
        } catch (CelException.Failed e) {
            return "";
        }
    }

    private Map<String, String> annotations(
            PolicyInputs inputs, @Nullable KubernetesObject params, List<String> broken) {
        var budget = new Budget(Budget.RULES);
        var values = inputs.with(params, variables, budget);
        var published = new LinkedHashMap<String, String>();
        for (var annotation : annotations) {
            try {
                var value = annotation.value.evaluate(values, budget);
                if (value instanceof String text && !text.isBlank()) {
                    published.put(annotation.key, text.strip());
                } else if (!(value instanceof String || value instanceof JsonNull)) {
                    broken.add(
                            "valueExpression '"
                                    + annotation.value.text()
                                    + "' resulted in unsupported return type. Return type must be"
                                    + " either string or null.");
                }
            } catch (CelException.Failed e) {
                broken.add(e.getMessage());
            }
        }
        return published;
    }
}
