package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an expression may cost at worst, in upstream's units, before any value is known. One use.
final class CostEstimate {
    private static final CelType NO_TYPE = SimpleType.DYN;

    private final CelAbstractSyntaxTree tree;
    private final CallEstimates calls;
    private final Sizes known;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Range> sizes = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Variable>> variables = new HashMap<>();

    private CostEstimate(CelAbstractSyntaxTree tree, Sizes known) {
        this.tree = tree;
        this.known = known;
        calls = new CallEstimates(known);
    }

    /// Sizes of keys or places, and of values, of a list or map.
    private record Entries(boolean list, Range keys, Range values) {
        Entries or(Entries other) {
            return new Entries(list, keys.or(other.keys), values.or(other.values));
        }
    }

    private record Variable(List<String> path, @Nullable Range size, @Nullable Entries entries) {}

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
        var variable = variable(name);
        paths.put(expression.id(), variable == null ? List.of(name) : variable.path());
        return Range.of(Charges.IDENT);
    }

    /// Asking whether a field is there costs nothing of its own.
    private Range select(CelExpr expression) {
        var select = expression.select();
        var cost = cost(select.operand());
        if (select.testOnly()) {
            return cost;
        }
        paths.put(expression.id(), below(path(select.operand()), select.field()));
        return switch (type(select.operand()).kind()) {
            case MAP, STRUCT, TYPE_PARAM -> cost.plus(Range.of(Charges.IDENT));
            default -> cost;
        };
    }

    private Range call(CelExpr expression) {
        var call = expression.call();
        if (call.function().equals("dyn")) {
            var inner = call.args().getFirst();
            var cost = cost(inner).plus(Range.ONE);
            copySizes(expression, inner);
            return cost;
        }
        var spent = Range.ZERO;
        var costs = new ArrayList<Range>();
        var arguments = new ArrayList<Operand>();
        for (var argument : call.args()) {
            costs.add(cost(argument));
            arguments.add(operand(argument));
            spent = spent.plus(costs.getLast());
        }
        var overloads = tree.getReference(expression.id()).map(known -> known.overloadIds());
        if (overloads.isEmpty() || overloads.get().isEmpty()) {
            return Range.ZERO;
        }
        var sum = call.target().map(this::cost).orElse(Range.ZERO);
        var target = call.target().map(this::operand);
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
                var inside = entries(call.args().getFirst());
                result = inside == null ? null : inside.values();
                paths.put(
                        expression.id(),
                        below(
                                path(call.args().getFirst()),
                                overload.equals("index_list") ? "@items" : "@values"));
            }
            if (result == null) {
                result = size(expression);
            }
        }
        if (result != null) {
            sizes.put(expression.id(), result);
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
            var one = entries(arguments.get(first).expression());
            var other = entries(arguments.get(first + 1).expression());
            if (one != null && other != null) {
                entries.put(expression.id(), one.or(other));
            }
        }
    }

    private Range list(CelExpr expression) {
        var cost = Range.of(Charges.LIST);
        var elements = expression.list().elements();
        var size = new Range(elements.isEmpty() ? 0 : Range.NO_BOUND, 0);
        for (var element : elements) {
            cost = cost.plus(cost(element));
            size = size.or(sizeOrUnknown(element));
        }
        entries.put(expression.id(), new Entries(true, Range.ONE, size));
        return cost;
    }

    private Range map(CelExpr expression) {
        var cost = Range.of(Charges.MAP);
        var all = expression.map().entries();
        var keys = new Range(all.isEmpty() ? 0 : Range.NO_BOUND, 0);
        var values = keys;
        for (var entry : all) {
            cost = cost.plus(cost(entry.key())).plus(cost(entry.value()));
            keys = keys.or(sizeOrUnknown(entry.key()));
            values = values.or(sizeOrUnknown(entry.value()));
        }
        entries.put(expression.id(), new Entries(false, keys, values));
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
        push(loop.accuVar(), local(loop.accuInit()));
        var inside = entries(loop.iterRange());
        boolean list =
                inside == null ? type(loop.iterRange()).kind() == CelKind.LIST : inside.list();
        var path = path(loop.iterRange());
        var keys = inside == null ? null : inside.keys();
        var values = inside == null ? null : inside.values();
        boolean two = !loop.iterVar2().isEmpty();
        if (two) {
            push(
                    loop.iterVar(),
                    new Variable(below(path, list ? "@indices" : "@keys"), keys, null));
            push(
                    loop.iterVar2(),
                    new Variable(below(path, list ? "@items" : "@values"), values, null));
        } else {
            push(
                    loop.iterVar(),
                    new Variable(
                            below(path, list ? "@items" : "@keys"), list ? values : keys, null));
        }
        var condition = cost(loop.loopCondition());
        var step = cost(loop.loopStep());
        pop(loop.iterVar());
        if (two) {
            pop(loop.iterVar2());
        }
        sum = sum.plus(cost(loop.result()));
        pop(loop.accuVar());
        var times = sizeOrUnknown(loop.iterRange());
        made(expression, times);
        return sum.plus(times.times(step.plus(condition)));
    }

    /// The size of what a loop makes.
    private void made(CelExpr expression, Range times) {
        var loop = expression.comprehension();
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> {
                var size = size(loop.accuInit());
                if (size != null) {
                    sizes.put(expression.id(), size);
                }
            }
            case LIST, MAP -> {
                sizes.put(expression.id(), times);
                var each = entries(loop.loopStep());
                if (each != null) {
                    entries.put(expression.id(), each);
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
        push(loop.accuVar(), local(loop.accuInit()));
        sum = sum.plus(cost(loop.result()));
        pop(loop.accuVar());
        copySizes(expression, loop.result());
        return sum;
    }

    private Variable local(CelExpr value) {
        return new Variable(path(value), size(value), entries(value));
    }

    private void push(String name, Variable variable) {
        variables.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(variable);
    }

    private void pop(String name) {
        var stack = variables.get(name);
        if (stack != null) {
            stack.pop();
        }
    }

    private @Nullable Variable variable(String name) {
        var stack = variables.get(name);
        return stack == null ? null : stack.peek();
    }

    private @Nullable Variable variable(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? variable(expression.ident().name())
                : null;
    }

    private List<String> path(CelExpr expression) {
        var variable = variable(expression);
        return variable == null ? paths.getOrDefault(expression.id(), List.of()) : variable.path();
    }

    private static List<String> below(List<String> path, String step) {
        return ImmutableList.<String>builder().addAll(path).add(step).build();
    }

    private CelType type(CelExpr expression) {
        return tree.getType(expression.id()).orElse(NO_TYPE);
    }

    private Operand operand(CelExpr expression) {
        return new Operand(path(expression), type(expression), expression, size(expression));
    }

    private Range sizeOrUnknown(CelExpr expression) {
        var size = size(expression);
        return size == null ? Range.UNKNOWN : size;
    }

    private @Nullable Range size(CelExpr expression) {
        var computed = sizes.get(expression.id());
        if (computed != null) {
            return computed;
        }
        var written = written(expression);
        if (written.isPresent()) {
            return Range.of(written.get());
        }
        var path = path(expression);
        var found =
                path.isEmpty() ? Optional.<Range>empty() : known.at(path.subList(1, path.size()));
        if (found.isPresent()) {
            sizes.put(expression.id(), found.get());
            return found.get();
        }
        if (isPlain(type(expression))) {
            return Range.ONE;
        }
        var variable = variable(expression);
        return variable == null ? null : variable.size();
    }

    private static Optional<Long> written(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT ->
                    switch (expression.constant().getKind()) {
                        case STRING_VALUE -> {
                            var text = expression.constant().stringValue();
                            yield Optional.of((long) text.codePointCount(0, text.length()));
                        }
                        case BYTES_VALUE ->
                                Optional.of((long) expression.constant().bytesValue().size());
                        default -> Optional.of(1L);
                    };
            case LIST -> Optional.of((long) expression.list().elements().size());
            case MAP -> Optional.of((long) expression.map().entries().size());
            default -> Optional.empty();
        };
    }

    private static boolean isPlain(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            case OPAQUE ->
                    type instanceof OptionalType optional
                            && isPlain(optional.parameters().getFirst());
            default -> false;
        };
    }

    private void copySizes(CelExpr to, CelExpr from) {
        var size = size(from);
        if (size != null) {
            sizes.put(to.id(), size);
        }
        var inside = entries(from);
        if (inside != null) {
            entries.put(to.id(), inside);
        }
    }

    private @Nullable Entries entries(CelExpr expression) {
        var computed = entries.get(expression.id());
        if (computed != null) {
            return computed;
        }
        var variable = variable(expression);
        return variable == null ? null : variable.entries();
    }
}
