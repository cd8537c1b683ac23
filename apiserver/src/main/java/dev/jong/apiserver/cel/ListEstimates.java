package dev.jong.apiserver.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.ListType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What making lists of lists may cost at worst, by CEL's own figures for its extension.
final class ListEstimates {
    private static final double COMPARED = 2;
    private static final double TEXTS_COMPARED = 2.1;
    private static final Range NEW_LIST = Range.of(1 + Charges.LIST);

    private ListEstimates() {}

    /// Null for what makes no list.
    static CallEstimates.@Nullable Estimate of(
            String function, @Nullable Operand target, List<Operand> arguments) {
        if (target == null) {
            return function.equals("lists.range") && arguments.size() == 1
                    ? made(1, Range.of(number(arguments.getFirst(), Range.NO_BOUND)))
                    : null;
        }
        var size = target.sizeOrUnknown();
        return switch (function) {
            case "slice" -> {
                long from = number(arguments.getFirst(), 0);
                long to = number(arguments.get(1), size.max());
                yield made(1, Range.of(to < from ? Range.NO_BOUND : to - from));
            }
            case "flatten" ->
                    made(
                            arguments.isEmpty() ? 1 : number(arguments.getFirst(), Range.NO_BOUND),
                            size);
            case "reverse" -> made(1, size);
            case "distinct" -> made(COMPARED, size.times(size));
            case "sort" -> sorted(target);
            case "@sortByAssociatedKeys" -> sorted(arguments.getFirst());
            default -> null;
        };
    }

    private static CallEstimates.Estimate sorted(Operand keys) {
        boolean texts =
                keys.type() instanceof ListType list
                        && (list.elemType().kind() == CelKind.STRING
                                || list.elemType().kind() == CelKind.BYTES);
        var size = keys.sizeOrUnknown();
        return made(texts ? TEXTS_COMPARED : COMPARED, size.times(size));
    }

    /// A new list, each of whose items costs so much.
    private static CallEstimates.Estimate made(double each, Range size) {
        return new CallEstimates.Estimate(size.times(each).plus(NEW_LIST), size);
    }

    /// A number that is written down.
    private static long number(Operand operand, long otherwise) {
        if (operand.expression().getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return otherwise;
        }
        var constant = operand.expression().constant();
        return constant.getKind() == CelConstant.Kind.INT64_VALUE
                ? Math.max(0, constant.int64Value())
                : otherwise;
    }
}
