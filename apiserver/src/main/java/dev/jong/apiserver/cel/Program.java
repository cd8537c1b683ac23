package dev.jong.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A compiled expression. Any thread.
public final class Program {
    private final String text;
    private final CelAbstractSyntaxTree tree;
    private final Node node;

    Program(String text, CelAbstractSyntaxTree tree, Node node) {
        this.text = text;
        this.tree = tree;
        this.node = node;
    }

    public String text() {
        return text;
    }

    /// What the checker found it evaluates to.
    public CelType type() {
        return tree.getResultType();
    }

    /// What it may cost at worst, in the units of a [Budget].
    ///
    /// @param known sizes of what its variables hold
    public long mostCost(Sizes known) {
        return CostEstimate.most(tree, known);
    }

    /// The value for these variables.
    ///
    /// @param variables null for names that are not there
    /// @throws CelException.Failed when there is none
    /// @throws CelException.TooCostly when the expression is at its limit
    /// @throws CelException.OutOfBudget when the budget is
    public Object evaluate(Function<String, @Nullable Object> variables, Budget budget) {
        var meter = new Meter(Budget.ONE_EXPRESSION);
        CelException failure = null;
        Object value = null;
        try {
            value = node.evaluate(new Frame(variables, meter));
        } catch (CelException e) {
            failure = e;
        } catch (StackOverflowError e) {
            failure = new CelException.Failed("expression recursion limit exceeded");
        }
        budget.spend(meter.cost());
        if (value == null) {
            throw failure == null ? new CelException.Failed("no value") : failure;
        }
        return value;
    }

    /// Whether the expression uses a variable.
    public boolean names(String variable) {
        return tree.getReferenceMap().values().stream()
                .anyMatch(reference -> reference.name().equals(variable));
    }

    @Override
    public String toString() {
        return text;
    }
}
