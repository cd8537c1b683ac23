package dev.jong.apiserver.admission.policy;

import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.Program;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An expression of a policy, compiled, or why it cannot be.
final class Expression {
    private final String text;
    private final @Nullable Program program;
    private final String problem;

    private Expression(String text, @Nullable Program program, String problem) {
        this.text = text;
        this.program = program;
        this.problem = problem;
    }

    static Expression of(String text, Supplier<Program> compile) {
        try {
            return new Expression(text, compile.get(), "");
        } catch (CelException.Invalid e) {
            return new Expression(text, null, "compilation error: " + e.getMessage());
        }
    }

    boolean compiles() {
        return program != null;
    }

    String text() {
        return text;
    }

    /// @throws CelException.Failed with upstream's text
    /// @throws CelException.OutOfBudget when nothing further is to be evaluated
    Object evaluate(Function<String, @Nullable Object> variables, Budget budget) {
        var compiled = program;
        if (compiled == null) {
            throw new CelException.Failed(problem);
        }
        try {
            return compiled.evaluate(variables, budget);
        } catch (CelException.OutOfBudget e) {
            throw e;
        } catch (CelException e) {
            throw new CelException.Failed(
                    "expression '" + text + "' resulted in error: " + e.getMessage());
        }
    }
}
