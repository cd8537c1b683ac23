package dev.jong.apiserver.custom.rule;

import dev.jong.api.GoText;
import dev.jong.api.Schema;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.cel.Range;
import dev.jong.apiserver.cel.Sizes;
import java.util.Optional;

/// Rules of a definition's schema compile, cost little enough, and name `oldSelf` only where it can
/// be told.
///
/// @param costs of the whole schema
public record RuleChecks(FieldErrors errors, RuleCosts costs) {
    /// The rules of one schema.
    ///
    /// @param resource whether it is that of whole objects
    /// @param path of the schema in the definition
    /// @param uncorrelatable the outermost place, if any, whose values cannot be told from one
    ///   version of an object to the next
    /// @param times how often its values can be in one object; empty when nothing above limits it
    public void check(
            Schema schema,
            boolean resource,
            FieldPath path,
            Optional<FieldPath> uncorrelatable,
            Optional<Long> times) {
        var rules = RuleScope.rules(schema.keywords());
        if (rules.isEmpty()) {
            return;
        }
        var scope = RuleScope.of(schema, resource);
        var sized = SizedSchema.of(schema, resource);
        if (sized.isEmpty()) {
            errors.add(
                    FieldError.internal(
                            path.child(Rule.KEYWORD),
                            "internal error: failed to construct type information for"
                                    + " x-kubernetes-validations rules: unable to convert"
                                    + " structural schema to CEL declarations"));
            return;
        }
        long count = times.orElseGet(sized.get()::mostTimes);
        for (int i = 0; i < rules.size(); i++) {
            compiled(
                    scope.compile(rules.get(i)),
                    path.child(Rule.KEYWORD).index(i),
                    uncorrelatable,
                    sized.get(),
                    count);
        }
    }

    private void compiled(
            CompiledRule compiled,
            FieldPath path,
            Optional<FieldPath> uncorrelatable,
            Sizes sizes,
            long times) {
        var rule = compiled.rule();
        var program = compiled.program();
        long cost = program == null ? 0 : Range.times(program.mostCost(sizes), times);
        RuleCosts.one("estimated rule cost", cost, path.child("rule"), errors);
        costs.add(path.child("rule"), cost);
        if (!compiled.problem().isEmpty()) {
            errors.invalid(path.child("rule"), shown(rule), compiled.problem());
        }
        if (!compiled.messageProblem().isEmpty()) {
            errors.invalid(path.child("messageExpression"), shown(rule), compiled.messageProblem());
        }
        var message = compiled.message();
        if (message != null) {
            long worst = message.mostCost(sizes);
            var at = path.child("messageExpression");
            RuleCosts.one("estimated messageExpression cost", worst, at, errors);
            costs.add(at, worst);
        }
        if (compiled.usesOldSelf() && uncorrelatable.isPresent()) {
            errors.invalid(
                    path.child("rule"),
                    rule.rule(),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                            + uncorrelatable.get());
        } else if (!compiled.usesOldSelf() && rule.optionalOldSelf() != null) {
            errors.invalid(
                    path.child("optionalOldSelf"),
                    rule.optionalOldSelf(),
                    "may not be set if oldSelf is not used in rule");
        }
    }

    /// As upstream prints the rule's internal type.
    private static FieldError.Written shown(Rule rule) {
        return new FieldError.Written(
                "{\"Rule\":"
                        + GoText.json(rule.rule())
                        + ",\"Message\":"
                        + GoText.json(rule.message())
                        + ",\"MessageExpression\":"
                        + GoText.json(rule.messageExpression())
                        + ",\"Reason\":"
                        + (rule.reason().isEmpty() ? "null" : GoText.json(rule.reason()))
                        + ",\"FieldPath\":"
                        + GoText.json(rule.fieldPath())
                        + ",\"OptionalOldSelf\":"
                        + rule.optionalOldSelf()
                        + "}");
    }
}
