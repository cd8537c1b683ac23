package dev.jong.apiserver.admission.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.jong.api.Kind;
import dev.jong.api.admissionregistration.v1.ExpressionWarning;
import dev.jong.api.admissionregistration.v1.NamedRuleWithOperations;
import dev.jong.api.admissionregistration.v1.ParamKind;
import dev.jong.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.admission.ServedKinds;
import dev.jong.apiserver.admission.policy.PolicyEnvironments.Offer;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.TypedSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Checks a policy's expressions against the types of the objects it is about, where its rules name
/// these plainly. What is found does no more than warn.
final class TypeChecks {
    private static final int MOST_KINDS = 10;

    private final ServedKinds kinds;

    TypeChecks(ServedKinds kinds) {
        this.kinds = kinds;
    }

    List<ExpressionWarning> warnings(ValidatingAdmissionPolicy policy) {
        var spec = policy.spec();
        var constraints = spec.matchConstraints();
        if (constraints == null) {
            return List.of();
        }
        var checked = kinds(constraints.resourceRules());
        var params = params(spec.paramKind());
        var path = FieldPath.of("spec", "validations");
        var warnings = new ArrayList<ExpressionWarning>();
        for (int i = 0; i < spec.validations().size(); i++) {
            var validation = spec.validations().get(i);
            var at = path.index(i);
            warn(
                    policy,
                    checked,
                    params,
                    validation.expression(),
                    at.child("expression"),
                    warnings);
            var message = validation.messageExpression();
            if (message != null && !message.isEmpty()) {
                warn(policy, checked, params, message, at.child("messageExpression"), warnings);
            }
        }
        return warnings;
    }

    private void warn(
            ValidatingAdmissionPolicy policy,
            List<Kind<?>> checked,
            Optional<TypedSchema> params,
            String expression,
            FieldPath path,
            List<ExpressionWarning> warnings) {
        var found = new ArrayList<String>();
        for (var kind : checked) {
            var problem = problem(policy, kind, params, expression);
            if (problem != null) {
                found.add(kind + ": " + problem + "\n");
            }
        }
        if (!found.isEmpty()) {
            warnings.add(new ExpressionWarning(path.toString(), String.join("\n", found)));
        }
    }

    private static @Nullable String problem(
            ValidatingAdmissionPolicy policy,
            Kind<?> kind,
            Optional<TypedSchema> params,
            String expression) {
        var object = TypedSchema.of(kind.schema(), kind.name());
        var offer =
                new Offer(
                        object.type().orElse(SimpleType.DYN),
                        params.map(typed -> typed.type().orElse(SimpleType.DYN))
                                .or(() -> untypedParams(policy)),
                        true);
        var compiler =
                new PolicyCompiler(
                        offer,
                        name ->
                                object.find(name)
                                        .or(() -> params.flatMap(typed -> typed.find(name))));
        for (var variable : policy.spec().variables()) {
            try {
                var _ = compiler.variable(variable);
            } catch (CelException.Invalid e) {
                // known without a type from here on
            }
        }
        try {
            var _ = compiler.compile(expression, true, List.of());
            return null;
        } catch (CelException.Invalid e) {
            return e.getMessage();
        }
    }

    private static Optional<CelType> untypedParams(ValidatingAdmissionPolicy policy) {
        return policy.spec().paramKind() == null ? Optional.empty() : Optional.of(SimpleType.DYN);
    }

    private Optional<TypedSchema> params(@Nullable ParamKind kind) {
        return kind == null
                ? Optional.empty()
                : kinds.find(String.valueOf(kind.apiVersion()), String.valueOf(kind.kind()))
                        .map(found -> TypedSchema.of(found.schema(), found.name()));
    }

    /// The kinds that rules without wildcards name, in order of group, version and kind.
    private List<Kind<?>> kinds(List<NamedRuleWithOperations> rules) {
        var found =
                new TreeSet<Kind<?>>(
                        Comparator.<Kind<?>, String>comparing(Kind::group)
                                .thenComparing(Kind::version)
                                .thenComparing(Kind::name));
        for (var rule : rules) {
            if (isPlain(rule.apiGroups()) && isPlain(rule.apiVersions())) {
                addKinds(rule, found);
            }
        }
        return List.copyOf(found);
    }

    private void addKinds(NamedRuleWithOperations rule, TreeSet<Kind<?>> found) {
        for (var group : rule.apiGroups()) {
            for (var version : rule.apiVersions()) {
                for (var resource : rule.resources()) {
                    boolean plain = !resource.contains("*") && !resource.contains("/");
                    if (plain && found.size() < MOST_KINDS) {
                        kinds.resource(group, version, resource).ifPresent(found::add);
                    }
                }
            }
        }
    }

    private static boolean isPlain(List<String> names) {
        return names.stream().noneMatch(name -> name.contains("*"));
    }
}
