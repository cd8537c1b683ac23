package dev.jong.apiserver.admission.policy;

import dev.cel.common.types.SimpleType;
import dev.jong.api.admissionregistration.v1.AuditAnnotation;
import dev.jong.api.admissionregistration.v1.MatchCondition;
import dev.jong.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.Mutation;
import dev.jong.api.admissionregistration.v1.ParamKind;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.admissionregistration.v1.Validation;
import dev.jong.api.admissionregistration.v1.Variable;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.apiserver.admission.policy.PolicyEnvironments.Offer;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.Escaping;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What policies must obey; their expressions must compile.
public final class PolicyRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    private static final List<String> REASONS =
            List.of("Forbidden", "Invalid", "RequestEntityTooLarge");
    private static final int MOST_CONDITIONS = 64;
    private static final int MOST_ANNOTATIONS = 20;
    private static final int LONGEST_ANNOTATION = 5 * 1024;

    private final FieldErrors errors = new FieldErrors();
    private final PolicyCompiler compiler;
    private final boolean params;

    /// @param composed whether there are `variables` to speak of
    private PolicyRules(boolean params, boolean composed) {
        this.params = params;
        var offer = Offer.untyped(params, true);
        compiler = composed ? new PolicyCompiler(offer) : PolicyCompiler.withoutVariables(offer);
    }

    public static List<FieldError> validating(ValidatingAdmissionPolicy policy) {
        var spec = policy.spec();
        var rules = new PolicyRules(spec.paramKind() != null, !spec.variables().isEmpty());
        MatchRules.choice(
                spec.failurePolicy(), FAILURE_POLICIES, SPEC.child("failurePolicy"), rules.errors);
        rules.paramKind(spec.paramKind());
        MatchRules.constraints(spec.matchConstraints(), SPEC, rules.errors);
        rules.conditions(spec.matchConditions());
        rules.variables(spec.variables());
        if (spec.validations().isEmpty() && spec.auditAnnotations().isEmpty()) {
            var detail = "validations or auditAnnotations must contain at least one item";
            rules.errors.required(SPEC.child("validations"), detail);
            rules.errors.required(SPEC.child("auditAnnotations"), detail);
        }
        for (int i = 0; i < spec.validations().size(); i++) {
            rules.validation(spec.validations().get(i), SPEC.child("validations").index(i));
        }
        rules.annotations(policy.name(), spec.auditAnnotations());
        return rules.errors.list();
    }

    public static List<FieldError> mutating(MutatingAdmissionPolicy policy) {
        var spec = policy.spec();
        var rules = new PolicyRules(spec.paramKind() != null, true);
        MatchRules.choice(
                spec.failurePolicy(), FAILURE_POLICIES, SPEC.child("failurePolicy"), rules.errors);
        rules.paramKind(spec.paramKind());
        MatchRules.constraints(spec.matchConstraints(), SPEC, rules.errors);
        MatchRules.mutable(spec.matchConstraints(), SPEC.child("matchConstraints"), rules.errors);
        rules.conditions(spec.matchConditions());
        rules.variables(spec.variables());
        if (spec.mutations().isEmpty()) {
            rules.errors.required(
                    SPEC.child("mutations"), "mutations must contain at least one item");
        }
        for (int i = 0; i < spec.mutations().size(); i++) {
            rules.mutation(spec.mutations().get(i), SPEC.child("mutations").index(i));
        }
        rules.errors.oneOf(
                SPEC.child("reinvocationPolicy"),
                spec.reinvocationPolicy(),
                List.of("IfNeeded", "Never"));
        return rules.errors.list();
    }

    private void paramKind(@Nullable ParamKind kind) {
        if (kind == null) {
            return;
        }
        var path = SPEC.child("paramKind");
        var version = kind.apiVersion();
        if (version == null || version.isEmpty()) {
            errors.required(path.child("apiVersion"), "");
        } else {
            version(version, path.child("apiVersion"));
        }
        var name = kind.kind();
        if (name == null || name.isEmpty()) {
            errors.required(path.child("kind"), "");
        } else {
            var wrong = Names.label1035(name.toLowerCase(Locale.ROOT));
            if (!wrong.isEmpty()) {
                errors.invalid(
                        path.child("kind"),
                        name,
                        "may have mixed case, but should otherwise match: "
                                + String.join(",", wrong));
            }
        }
    }

    private void version(String text, FieldPath path) {
        int slash = text.indexOf('/');
        if (slash != text.lastIndexOf('/')) {
            errors.invalid(path, text, "unexpected GroupVersion string: " + text);
            return;
        }
        if (slash > 0) {
            var group = text.substring(0, slash);
            var wrong = Names.subdomain(group);
            if (!wrong.isEmpty()) {
                errors.invalid(path, group, String.join(",", wrong));
            }
        }
        var version = text.substring(slash + 1);
        if (version.isEmpty()) {
            errors.invalid(path, text, "version must be specified");
        } else if (!Names.label1035(version).isEmpty()) {
            errors.invalid(path, version, String.join(",", Names.label1035(version)));
        }
    }

    private void conditions(List<MatchCondition> conditions) {
        check(conditions, params, SPEC.child("matchConditions"), errors);
    }

    /// The match conditions of a policy or webhook.
    ///
    /// @param params whether they may use `params`
    public static void check(
            List<MatchCondition> conditions, boolean params, FieldPath path, FieldErrors errors) {
        if (conditions.size() > MOST_CONDITIONS) {
            errors.add(FieldError.tooMany(path, conditions.size(), MOST_CONDITIONS));
        }
        var rules = new PolicyRules(params, false);
        var names = new HashSet<String>();
        for (int i = 0; i < conditions.size(); i++) {
            var condition = conditions.get(i);
            var at = path.index(i);
            rules.condition(condition, at);
            if (!condition.name().isEmpty() && !names.add(condition.name())) {
                rules.errors.duplicate(at.child("name"), condition.name());
            }
        }
        errors.addAll(rules.errors.list());
    }

    private void condition(MatchCondition condition, FieldPath path) {
        var expression = condition.expression().strip();
        if (expression.isEmpty()) {
            errors.required(path.child("expression"), "");
        } else {
            compiles(
                    path.child("expression"),
                    expression,
                    () -> compiler.compile(expression, true, List.of(SimpleType.BOOL)));
        }
        if (condition.name().isEmpty()) {
            errors.required(path.child("name"), "");
        } else {
            errors.invalidEach(path.child("name"), condition.name(), Labels.key(condition.name()));
        }
    }

    private void variables(List<Variable> variables) {
        for (int i = 0; i < variables.size(); i++) {
            var variable = variables.get(i);
            var path = SPEC.child("variables").index(i);
            if (variable.name().isBlank()) {
                errors.required(path.child("name"), "name is not specified");
            } else if (!Escaping.isIdentifier(variable.name())) {
                errors.invalid(
                        path.child("name"), variable.name(), "must be a valid CEL identifier");
            }
            if (variable.expression().isBlank()) {
                errors.required(path.child("expression"), "expression is not specified");
            } else {
                compiles(
                        path.child("expression"),
                        variable.expression(),
                        () -> compiler.variable(variable));
            }
        }
    }

    private void validation(Validation validation, FieldPath path) {
        var expression = validation.expression();
        if (expression.isBlank()) {
            errors.required(path.child("expression"), "expression is not specified");
        } else {
            compiles(
                    path.child("expression"),
                    expression,
                    () -> compiler.compile(expression, true, List.of(SimpleType.BOOL)));
        }
        var made = validation.messageExpression();
        if (made != null && !made.isEmpty()) {
            var at = path.child("messageExpression");
            if (made.isBlank()) {
                errors.invalid(at, made, "must be non-empty if specified");
            } else {
                compiles(at, made, () -> compiler.compile(made, false, List.of(SimpleType.STRING)));
            }
        }
        message(validation.message(), path.child("message"));
        var reason = validation.reason();
        if (reason != null && !REASONS.contains(reason)) {
            errors.notSupported(path.child("reason"), reason, REASONS);
        }
    }

    private void message(@Nullable String message, FieldPath path) {
        if (message == null || message.isEmpty()) {
            return;
        }
        var text = message.strip();
        if (text.isEmpty()) {
            errors.invalid(path, message, "must be non-empty if specified");
        } else if (text.contains("\n") || text.contains("\r")) {
            errors.invalid(path, message, "must not contain line breaks");
        }
    }

    private void annotations(String policy, List<AuditAnnotation> annotations) {
        var path = SPEC.child("auditAnnotations");
        if (annotations.size() > MOST_ANNOTATIONS) {
            errors.invalid(
                    path,
                    annotations.size(),
                    "must not have more than " + MOST_ANNOTATIONS + " auditAnnotations");
        }
        var keys = new HashSet<String>();
        for (int i = 0; i < annotations.size(); i++) {
            var annotation = annotations.get(i);
            var at = path.index(i);
            if (policy.isEmpty()) {
                errors.invalid(
                        at.child("key"), annotation.key(), "requires metadata.name be non-empty");
            } else {
                var key = policy + "/" + annotation.key();
                errors.invalidEach(at.child("key"), key, Labels.key(key));
            }
            annotation(annotation.valueExpression(), at.child("valueExpression"));
            if (!keys.add(annotation.key())) {
                errors.duplicate(at.child("key"), annotation.key());
            }
        }
    }

    private void annotation(String expression, FieldPath path) {
        var text = expression.strip();
        if (text.isEmpty()) {
            errors.required(path, "valueExpression is not specified");
        } else if (text.length() > LONGEST_ANNOTATION) {
            errors.required(path, "must not exceed " + LONGEST_ANNOTATION + " bytes in length");
        } else {
            compiles(
                    path,
                    expression,
                    () ->
                            compiler.compile(
                                    text, true, List.of(SimpleType.STRING, SimpleType.NULL_TYPE)));
        }
    }

    private void mutation(Mutation mutation, FieldPath path) {
        var apply = mutation.applyConfiguration();
        var patch = mutation.jsonPatch();
        switch (mutation.patchType()) {
            case "" -> errors.required(path.child("patchType"), "");
            case "JSONPatch" -> {
                if (patch == null) {
                    errors.required(
                            path.child("jsonPatch"),
                            "must be specified when patchType is JSONPatch");
                } else {
                    mutation(
                            patch.expression(),
                            path.child("jsonPatch", "expression"),
                            MutatingRules.patchList());
                }
                if (apply != null) {
                    errors.invalid(
                            path.child("applyConfiguration"),
                            "{applyConfiguration}",
                            "must not be specified when patchType is JSONPatch");
                }
            }
            case "ApplyConfiguration" -> {
                if (apply == null) {
                    errors.required(
                            path.child("applyConfiguration"),
                            "must be specified when patchType is ApplyConfiguration");
                } else {
                    mutation(
                            apply.expression(),
                            path.child("applyConfiguration", "expression"),
                            MutatingRules.object());
                }
                if (patch != null) {
                    errors.invalid(
                            path.child("jsonPatch"),
                            "{jsonPatch}",
                            "must not be specified when patchType is ApplyConfiguration");
                }
            }
            default ->
                    errors.notSupported(
                            path.child("patchType"),
                            mutation.patchType(),
                            List.of("ApplyConfiguration", "JSONPatch"));
        }
    }

    private void mutation(
            @Nullable String expression, FieldPath path, dev.cel.common.types.CelType result) {
        var text = expression == null ? "" : expression.strip();
        if (text.isEmpty()) {
            errors.required(path, "");
        } else {
            compiles(path, text, () -> compiler.mutation(text, List.of(result)));
        }
    }

    private void compiles(FieldPath path, String text, Supplier<?> compile) {
        try {
            var _ = compile.get();
        } catch (CelException.Invalid e) {
            errors.invalid(path, text, String.valueOf(e.getMessage()));
        }
    }
}
