package dev.jong.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What `all`, `exists`, `map`, `filter` and the like expand to: an accumulator, changed for each
/// item of a range as long as a condition holds.
///
/// @param second the name of the value's variable when there are two; empty for one
record Loop(
        String first,
        String second,
        Node range,
        String accumulator,
        Node start,
        Node condition,
        Node step,
        Node result)
        implements Node {
    static Node of(CelExpr.CelComprehension loop, Function<CelExpr, Node> plan) {
        return new Loop(
                loop.iterVar(),
                loop.iterVar2(),
                plan.apply(loop.iterRange()),
                loop.accuVar(),
                start(loop.accuInit(), plan),
                plan.apply(loop.loopCondition()),
                plan.apply(loop.loopStep()),
                plan.apply(loop.result()));
    }

    /// Lists and maps that grow step by step are changed in place.
    private static Node start(CelExpr expression, Function<CelExpr, Node> plan) {
        var kind = expression.getKind();
        if (kind == Kind.LIST && expression.list().elements().isEmpty()) {
            return frame -> {
                frame.charge(Charges.LIST);
                return new Operators.Growing();
            };
        }
        if (kind == Kind.MAP && expression.map().entries().isEmpty()) {
            return frame -> {
                frame.charge(Charges.MAP);
                return new Optionals.GrowingMap();
            };
        }
        return plan.apply(expression);
    }

    @Override
    public Object evaluate(Frame frame) {
        var over = range.evaluate(frame);
        var outer = frame.bind(accumulator, start.evaluate(frame));
        try {
            switch (over) {
                case List<?> list -> overList(list, frame);
                case Map<?, ?> map -> overMap(map, frame);
                default -> throw CelException.noSuchOverload();
            }
            return finished(result.evaluate(frame));
        } finally {
            frame.restore(accumulator, outer);
        }
    }

    private static Object finished(Object value) {
        return switch (value) {
            case Operators.Growing list -> Collections.unmodifiableList(list);
            case Optionals.GrowingMap map -> Collections.unmodifiableMap(map);
            default -> value;
        };
    }

    private void overList(List<?> list, Frame frame) {
        for (int i = 0; i < list.size(); i++) {
            boolean goesOn =
                    second.isEmpty()
                            ? step(frame, list.get(i), list.get(i))
                            : step(frame, (long) i, list.get(i));
            if (!goesOn) {
                return;
            }
        }
    }

    private void overMap(Map<?, ?> map, Frame frame) {
        for (var entry : map.entrySet()) {
            if (!step(frame, entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    private boolean step(Frame frame, Object key, Object value) {
        frame.round();
        var outerFirst = frame.bind(first, key);
        var outerSecond = second.isEmpty() ? null : frame.bind(second, value);
        try {
            if (!Boolean.TRUE.equals(condition.evaluate(frame))) {
                return false;
            }
            var _ = frame.bind(accumulator, outcome(frame));
            return true;
        } finally {
            frame.restore(first, outerFirst);
            if (!second.isEmpty()) {
                frame.restore(second, outerSecond);
            }
        }
    }

    /// An error may yet be made good by another item.
    private Object outcome(Frame frame) {
        try {
            return step.evaluate(frame);
        } catch (CelException.Failed e) {
            return e;
        }
    }
}
