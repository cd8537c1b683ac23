package dev.jong.apiserver.cel;

import java.util.List;
import java.util.Optional;

/// What is evaluated only in part: an error on one side of `&&` or `||` does not count when the
/// other side decides alone.
final class Logic {
    private Logic() {}

    static Node and(List<Node> sides) {
        return junction(sides, false);
    }

    static Node or(List<Node> sides) {
        return junction(sides, true);
    }

    private static Node junction(List<Node> sides, boolean decisive) {
        return frame -> {
            CelException.Failed failure = null;
            for (var side : sides) {
                try {
                    if (!(side.evaluate(frame) instanceof Boolean value)) {
                        throw CelException.noSuchOverload();
                    }
                    if (value == decisive) {
                        return decisive;
                    }
                } catch (CelException.Failed e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
            return !decisive;
        };
    }

    static Node choice(List<Node> parts) {
        var condition = parts.getFirst();
        var yes = parts.get(1);
        var no = parts.getLast();
        return frame -> {
            if (!(condition.evaluate(frame) instanceof Boolean value)) {
                throw CelException.noSuchOverload();
            }
            return (value ? yes : no).evaluate(frame);
        };
    }

    static Node notStrictlyFalse(Node condition) {
        return frame -> {
            Object value;
            try {
                value = condition.evaluate(frame);
            } catch (CelException.Failed e) {
                value = true;
            }
            frame.charge(1);
            return !Boolean.FALSE.equals(value);
        };
    }

    /// `optional.or(other)`
    static Node orOptional(List<Node> sides) {
        return frame -> {
            if (!(sides.getFirst().evaluate(frame) instanceof Optional<?> optional)) {
                throw CelException.noSuchOverload();
            }
            frame.charge(1);
            return optional.isPresent() ? optional : sides.getLast().evaluate(frame);
        };
    }

    static Node orValue(List<Node> sides) {
        return frame -> {
            if (!(sides.getFirst().evaluate(frame) instanceof Optional<?> optional)) {
                throw CelException.noSuchOverload();
            }
            frame.charge(1);
            return optional.isPresent() ? optional.get() : sides.getLast().evaluate(frame);
        };
    }
}
