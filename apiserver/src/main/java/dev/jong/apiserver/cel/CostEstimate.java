package dev.jong.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an expression may cost at worst, in upstream's units, before any value is known. One use.
final class CostEstimate {
    private final CelAbstractSyntaxTree tree;
    private final CallEstimates calls;
    private final SeenSizes seen;

    private CostEstimate(CelAbstractSyntaxTree tree, Sizes known) {
        this.tree = tree;
        seen = new SeenSizes(tree, known);
        calls = new CallEstimates(known);
    }

    static long most(CelAbstractSyntaxTree tree, Sizes known) {
        return new CostEstimate(tree, known).cost(tree.getExpr()).max();
    }

    private Range cost(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT, NOT_SET -> Range.ZERO;
            case IDENT -> ident(expression);
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> list(expression);
            case MAP -> map(expression);
            case STRUCT -> struct(expression);
            case COMPREHENSION -> isBinding(expression) ? binding(expression) : loop(expression);
        };
    }

    private Range ident(CelExpr expression) {
        var name = expression.ident().name();
        var variable = seen.variable(name);
        seen.putPath(expression.id(), variable == null ? List.of(name) : variable.path());
        return Range.of(Charges.IDENT);
    }

    /// Asking whether a field is there costs nothing of its own.
    private Range select(CelExpr expression) {
        var select = expression.select();
        var cost = cost(select.operand());
        if (select.testOnly()) {
            return cost;
        }
        seen.putPath(expression.id(), SeenSizes.below(seen.path(select.operand()), select.field()));
        return switch (seen.type(select.operand()).kind()) {
            case MAP, STRUCT, TYPE_PARAM -> cost.plus(Range.of(Charges.IDENT));
            default -> cost;
        };
    }

    private Range call(CelExpr expression) {
        var call = expression.call();
        if (call.function().equals("dyn")) {
            var inner = call.args().getFirst();
            var cost = cost(inner).plus(Range.ONE);
            seen.copySizes(expression, inner);
            return cost;
        }
        var spent = Range.ZERO;
        var costs = new ArrayList<Range>();
        var arguments = new ArrayList<Operand>();
        for (var argument : call.args()) {
            costs.add(cost(argument));
            arguments.add(seen.operand(argument));
            spent = spent.plus(costs.getLast());
        }
        var overloads = tree.getReference(expression.id()).map(known -> known.overloadIds());
        if (overloads.isEmpty() || overloads.get().isEmpty()) {
            return Range.ZERO;
        }
        var sum = call.target().map(this::cost).orElse(Range.ZERO);
        var target = call.target().map(seen::operand);
        var total = new Range(Range.NO_BOUND, 0);
        @Nullable Range result = null;
        for (var overload : overloads.get()) {
            var logical = logical(overload, costs);
            var estimate =
                    logical.isPresent()
                            ? new CallEstimates.Estimate(logical.get(), sized(overload, arguments))
                            : calls.of(call.function(), overload, target.orElse(null), arguments)
                                    .plus(spent);
            entriesOf(expression, overload, arguments);
            total = total.or(estimate.cost());
            if (estimate.size() != null) {
                result = result == null ? estimate.size() : result.or(estimate.size());
            }
            if (overload.equals("index_list") || overload.equals("index_map")) {
                var inside = seen.entries(call.args().getFirst());
                result = inside == null ? null : inside.values();
                seen.putPath(
                        expression.id(),
                        SeenSizes.below(
                                seen.path(call.args().getFirst()),
                                overload.equals("index_list") ? "@items" : "@values"));
            }
            if (result == null) {
                result = seen.size(expression);
            }
        }
        if (result != null) {
            seen.putSize(expression.id(), result);
        }
        return sum.plus(total);
    }

    /// Operators that do not evaluate all of their operands.
    private static Optional<Range> logical(String overload, List<Range> costs) {
        return switch (overload) {
            case "logical_or", "logical_and" ->
                    Optional.of(
                            new Range(
                                    costs.getFirst().min(),
                                    costs.getFirst().plus(costs.get(1)).max()));
            case "conditional" -> Optional.of(costs.getFirst().plus(costs.get(1).or(costs.get(2))));
            default -> Optional.empty();
        };
    }

    private static @Nullable Range sized(String overload, List<Operand> arguments) {
        return overload.equals("conditional")
                ? arguments.get(1).sizeOrUnknown().or(arguments.get(2).sizeOrUnknown())
                : null;
    }

    private void entriesOf(CelExpr expression, String overload, List<Operand> arguments) {
        int first =
                switch (overload) {
                    case "conditional" -> 1;
                    case "add_string", "add_bytes", "add_list" -> 0;
                    default -> -1;
                };
        if (first >= 0) {
            var one = seen.entries(arguments.get(first).expression());
            var other = seen.entries(arguments.get(first + 1).expression());
            if (one != null && other != null) {
                seen.putEntries(expression.id(), one.or(other));
            }
        }
    }

    private Range list(CelExpr expression) {
        var cost = Range.of(Charges.LIST);
        var elements = expression.list().elements();
        var size = new Range(elements.isEmpty() ? 0 : Range.NO_BOUND, 0);
        for (var element : elements) {
            cost = cost.plus(cost(element));
            size = size.or(seen.sizeOrUnknown(element));
        }
        seen.putEntries(expression.id(), new SeenSizes.Entries(true, Range.ONE, size));
        return cost;
    }

    private Range map(CelExpr expression) {
        var cost = Range.of(Charges.MAP);
        var all = expression.map().entries();
        var keys = new Range(all.isEmpty() ? 0 : Range.NO_BOUND, 0);
        var values = keys;
        for (var entry : all) {
            cost = cost.plus(cost(entry.key())).plus(cost(entry.value()));
            keys = keys.or(seen.sizeOrUnknown(entry.key()));
            values = values.or(seen.sizeOrUnknown(entry.value()));
        }
        seen.putEntries(expression.id(), new SeenSizes.Entries(false, keys, values));
        return cost;
    }

    private Range struct(CelExpr expression) {
        var cost = Range.of(Charges.STRUCT);
        for (var entry : expression.struct().entries()) {
            cost = cost.plus(cost(entry.value()));
        }
        return cost;
    }

    private Range loop(CelExpr expression) {
        var loop = expression.comprehension();
        var sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        seen.push(loop.accuVar(), local(loop.accuInit()));
        var inside = seen.entries(loop.iterRange());
        boolean list =
                inside == null ? seen.type(loop.iterRange()).kind() == CelKind.LIST : inside.list();
        var path = seen.path(loop.iterRange());
        var keys = inside == null ? null : inside.keys();
        var values = inside == null ? null : inside.values();
        boolean two = !loop.iterVar2().isEmpty();
        if (two) {
            seen.push(
                    loop.iterVar(),
                    new SeenSizes.Variable(
                            SeenSizes.below(path, list ? "@indices" : "@keys"), keys, null));
            seen.push(
                    loop.iterVar2(),
                    new SeenSizes.Variable(
                            SeenSizes.below(path, list ? "@items" : "@values"), values, null));
        } else {
            seen.push(
                    loop.iterVar(),
                    new SeenSizes.Variable(
                            SeenSizes.below(path, list ? "@items" : "@keys"),
                            list ? values : keys,
                            null));
        }
        var condition = cost(loop.loopCondition());
        var step = cost(loop.loopStep());
        seen.pop(loop.iterVar());
        if (two) {
            seen.pop(loop.iterVar2());
        }
        sum = sum.plus(cost(loop.result()));
        seen.pop(loop.accuVar());
        var times = seen.sizeOrUnknown(loop.iterRange());
        made(expression, times);
        return sum.plus(times.times(step.plus(condition)));
    }

    /// The size of what a loop makes.
    private void made(CelExpr expression, Range times) {
        var loop = expression.comprehension();
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> {
                var size = seen.size(loop.accuInit());
                if (size != null) {
                    seen.putSize(expression.id(), size);
                }
            }
            case LIST, MAP -> {
                seen.putSize(expression.id(), times);
                var each = seen.entries(loop.loopStep());
                if (each != null) {
                    seen.putEntries(expression.id(), each);
                }
            }
            default -> {}
        }
    }

    /// A loop that never runs gives a name to a value.
    private static boolean isBinding(CelExpr expression) {
        var loop = expression.comprehension();
        return loop.iterRange().getKind() == CelExpr.ExprKind.Kind.LIST
                && loop.iterRange().list().elements().isEmpty()
                && loop.loopCondition().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && loop.loopCondition().constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                && !loop.loopCondition().constant().booleanValue();
    }

    private Range binding(CelExpr expression) {
        var loop = expression.comprehension();
        var sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        seen.push(loop.accuVar(), local(loop.accuInit()));
        sum = sum.plus(cost(loop.result()));
        seen.pop(loop.accuVar());
        seen.copySizes(expression, loop.result());
        return sum;
    }

    private SeenSizes.Variable local(CelExpr value) {
        return new SeenSizes.Variable(seen.path(value), seen.size(value), seen.entries(value));
    }
}
