package dev.jong.apiserver.admission.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.jong.api.admissionregistration.v1.Variable;
import dev.jong.apiserver.admission.policy.PolicyEnvironments.Offer;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.Environment;
import dev.jong.apiserver.cel.PatchTypes;
import dev.jong.apiserver.cel.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compiles the expressions of one policy, one after the other: a variable is known to those that
/// follow. One thread.
final class PolicyCompiler {
    private static final String VARIABLES = "kubernetes.variables";

    private final Offer offer;
    private final Map<String, CelType> variables = new LinkedHashMap<>();
    private final Map<Boolean, Environment> environments = new LinkedHashMap<>();

    private final Function<String, Optional<CelType>> types;
    private final boolean composed;

    PolicyCompiler(Offer offer) {
        this(offer, _ -> Optional.empty());
    }

    /// For expressions to which there are no `variables`.
    static PolicyCompiler withoutVariables(Offer offer) {
        return new PolicyCompiler(offer, _ -> Optional.empty(), false);
    }

    /// @param types of objects, by name
    PolicyCompiler(Offer offer, Function<String, Optional<CelType>> types) {
        this(offer, types, true);
    }

    private PolicyCompiler(
            Offer offer, Function<String, Optional<CelType>> types, boolean composed) {
        this.offer = offer;
        this.types = types;
        this.composed = composed;
    }

    /// Compiles a variable and makes it known; one that cannot be compiled is known without a type.
    ///
    /// @throws CelException.Invalid with upstream's text
    Program variable(Variable variable) {
        environments.clear();
        CelType type = SimpleType.DYN;
        try {
            var program = compile(variable.expression(), true, List.of());
            type = program.type();
            return program;
        } finally {
            variables.put(variable.name(), type);
            environments.clear();
        }
    }

    /// @param authorizer whether the expression may use it
    /// @param results the types it may evaluate to; empty: any
    /// @throws CelException.Invalid with upstream's text
    Program compile(String text, boolean authorizer, List<CelType> results) {
        return checked(text, environment(authorizer), results);
    }

    /// With the types of patches.
    Program mutation(String text, List<CelType> results) {
        return checked(text, environment(true).withPatches(PatchTypes.named(text)), results);
    }

    private static Program checked(String text, Environment environment, List<CelType> results) {
        Program program;
        try {
            program = environment.compile(text);
        } catch (CelException.Invalid e) {
            throw new CelException.Invalid("compilation failed: " + e.getMessage());
        }
        var type = program.type();
        if (results.isEmpty() || results.contains(type) || isNamed(type, results)) {
            return program;
        }
        var names = results.stream().map(PolicyCompiler::named).toList();
        throw new CelException.Invalid(
                "must evaluate to "
                        + (names.size() == 1
                                ? names.getFirst()
                                : "one of [" + String.join(" ", names) + "]")
                        + " but got "
                        + named(type));
    }

    private static String named(CelType type) {
        var name = CelTypes.format(type);
        return name.equals("null") ? "null_type" : name;
    }

    /// Types of objects are the same when their names are.
    private static boolean isNamed(CelType type, List<CelType> results) {
        return results.stream()
                .anyMatch(wanted -> CelTypes.format(wanted).equals(CelTypes.format(type)));
    }

    private Environment environment(boolean authorizer) {
        return environments.computeIfAbsent(authorizer, this::made);
    }

    private Environment made(boolean authorizer) {
        var base =
                PolicyEnvironments.of(
                        new Offer(
                                offer.object(), offer.params(), authorizer && offer.authorizer()));
        if (!composed) {
            return base.withTypes(types);
        }
        var type = PolicyEnvironments.struct(VARIABLES, variables);
        return base.withTypes(types)
                .withTypes(name -> name.equals(VARIABLES) ? Optional.of(type) : Optional.empty())
                .with("variables", type);
    }

    /// What can be evaluated of an expression that may have been stored long ago.
    Expression expression(String text, boolean authorizer, List<CelType> results) {
        return Expression.of(text, () -> compile(text, authorizer, results));
    }

    Expression mutationExpression(@Nullable String text, List<CelType> results) {
        var known = text == null ? "" : text;
        return Expression.of(known, () -> mutation(known, results));
    }

    Map<String, Expression> variables(List<Variable> declared) {
        var all = new LinkedHashMap<String, Expression>();
        for (var variable : declared) {
            all.put(
                    variable.name(),
                    Expression.of(variable.expression(), () -> variable(variable)));
        }
        return all;
    }
}
