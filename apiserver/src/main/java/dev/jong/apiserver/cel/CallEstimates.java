package dev.jong.apiserver.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What calls may cost at worst: the counterpart of [Charges], which says what they did cost.
///
/// @param known sizes of what paths lead to
record CallEstimates(Sizes known) {
    private static final double TRAVERSAL = 0.1;
    private static final double REGEX = 0.25;
    private static final long AUTHORIZATION = 350_000;
    private static final long LONGEST_FORMAT = 64;
    private static final long LONGEST_FORMAT_REGEX = 128;
    private static final Range ADDRESS = new Range(4, 16);

    /// Types of which two values are compared in one step.
    private static final Set<String> CONSTANT =
            Stream.of(
                            Opaque.IP,
                            Opaque.CIDR,
                            Opaque.QUANTITY,
                            Opaque.SEMVER,
                            Opaque.AUTHORIZER,
                            Opaque.PATH_CHECK,
                            Opaque.GROUP_CHECK,
                            Opaque.RESOURCE_CHECK,
                            Opaque.DECISION)
                    .map(CelType::name)
                    .collect(Collectors.toUnmodifiableSet());

    /// @param size of the result; null when nothing is known of it
    record Estimate(Range cost, @Nullable Range size) {
        static Estimate of(Range cost) {
            return new Estimate(cost, null);
        }

        Estimate plus(Range further) {
            return new Estimate(cost.plus(further), size);
        }
    }

    /// Without what target and arguments cost.
    ///
    /// @param target null for global functions
    Estimate of(
            String function, String overload, @Nullable Operand target, List<Operand> arguments) {
        var own = ListEstimates.of(function, target, arguments);
        if (own == null) {
            own =
                    target == null
                            ? global(function, arguments)
                            : member(function, overload, target, arguments);
        }
        return own == null ? standard(overload, target, arguments) : own;
    }

    private @Nullable Estimate global(String function, List<Operand> arguments) {
        if (arguments.isEmpty()) {
            return null;
        }
        var size = arguments.getFirst().sizeOrUnknown();
        return switch (function) {
            case "url", "jsonpatch.escapeKey" -> new Estimate(size.times(TRAVERSAL), size);
            case "cidr", "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver" ->
                    Estimate.of(size.times(TRAVERSAL));
            case "ip.isCanonical" -> Estimate.of(size.times(2 * TRAVERSAL));
            case "sets.contains", "sets.intersects" -> sets(arguments, 1);
            case "sets.equivalent" -> sets(arguments, 2);
            case "_==_" -> equality(arguments);
            default -> null;
        };
    }

    private static Estimate sets(List<Operand> arguments, double factor) {
        var product = arguments.getFirst().sizeOrUnknown().times(arguments.get(1).sizeOrUnknown());
        return Estimate.of(product.times(factor).plus(Range.ONE));
    }

    private static @Nullable Estimate equality(List<Operand> arguments) {
        var type = arguments.getFirst().type();
        if (!type.equals(arguments.get(1).type())) {
            return null;
        }
        var name = type.name();
        if (name.equals(Opaque.FORMAT.name())) {
            return Estimate.of(new Range(1, LONGEST_FORMAT).times(TRAVERSAL));
        }
        if (name.equals(Opaque.URL.name())) {
            var size = arguments.get(1).size();
            return Estimate.of(new Range(1, size == null ? 1 : size.max()).times(TRAVERSAL));
        }
        return CONSTANT.contains(name) ? Estimate.of(Range.ONE) : null;
    }

    private @Nullable Estimate member(
            String function, String overload, Operand target, List<Operand> arguments) {
        var size = target.sizeOrUnknown();
        return switch (function) {
            case "check" -> Estimate.of(Range.of(AUTHORIZATION));
            case "fieldSelector", "labelSelector" ->
                    Estimate.of(selector(arguments.getFirst().sizeOrUnknown()));
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
                    Estimate.of(elements(target, size));
            case "lowerAscii", "upperAscii", "substring", "trim" ->
                    new Estimate(size.times(TRAVERSAL), size);
            case "replace" -> new Estimate(size.times(2 * TRAVERSAL), replaced(size, arguments));
            case "split" ->
                    new Estimate(size.times(2 * TRAVERSAL), Range.upTo(pieces(size, arguments)));
            case "join" -> join(target, size, arguments);
            case "find", "findAll" ->
                    new Estimate(
                            regex(size, arguments.getFirst().sizeOrUnknown()),
                            Range.upTo(size.max()));
            case "containsIP" -> Estimate.of(contained(overload, arguments, Range.ZERO));
            case "containsCIDR" ->
                    Estimate.of(
                            contained(
                                    overload, arguments, ADDRESS.times(TRAVERSAL).plus(Range.ONE)));
            case "validate" ->
                    Estimate.of(
                            arguments
                                    .getFirst()
                                    .sizeOrUnknown()
                                    .times(TRAVERSAL)
                                    .times(LONGEST_FORMAT_REGEX * REGEX));
            default -> null;
        };
    }

    /// Each element is looked at, texts to their end.
    private Range elements(Operand target, Range size) {
        var element = element(target.type());
        if (element == null) {
            return size.times(TRAVERSAL);
        }
        var cost = Range.ONE;
        if (element.kind() == CelKind.STRING || element.kind() == CelKind.BYTES) {
            cost = cost.plus(items(target).times(TRAVERSAL));
        }
        return size.times(cost);
    }

    private static @Nullable CelType element(CelType type) {
        return switch (type) {
            case ListType list -> list.elemType();
            case MapType map -> map.keyType();
            default -> null;
        };
    }

    private Range items(Operand list) {
        if (list.path().isEmpty()) {
            return Range.UNKNOWN;
        }
        var below = new ArrayList<>(list.path().subList(1, list.path().size()));
        below.add("@items");
        return known.at(below).orElse(Range.UNKNOWN);
    }

    private static Range selector(Range length) {
        return Range.of(Charges.LIST)
                .plus(length.times(TRAVERSAL))
                .plus(length.times(0.5).times((double) (Charges.LIST + Charges.STRUCT)));
    }

    /// From as many long replacements of short parts as there may be to as many short ones of long
    /// parts.
    private static Range replaced(Range text, List<Operand> arguments) {
        var from = arguments.getFirst().sizeOrUnknown();
        var to = arguments.get(1).sizeOrUnknown();
        var most =
                from.min() == 0
                        ? new Range(text.max(), text.max()).plus(Range.ONE).max()
                        : to.max() <= from.min() ? 0 : ceil(text.max(), from.min());
        var kept = from.min() == 0 || to.max() <= from.min() ? text.max() : 0;
        var least =
                from.max() == 0
                        ? text.min() + 1
                        : from.max() <= to.min() ? 0 : ceil(text.min(), from.max());
        var keptAtLeast = from.max() == 0 || from.max() <= to.min() ? text.min() : 0;
        return new Range(least, most).times(to).plus(new Range(keptAtLeast, kept));
    }

    private static long ceil(long size, long part) {
        return size == Range.NO_BOUND ? size : Math.ceilDiv(size, part);
    }

    private static long pieces(Range size, List<Operand> arguments) {
        if (arguments.size() > 1
                && arguments.get(1).expression().getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            var limit = arguments.get(1).expression().constant();
            if (limit.getKind() == CelConstant.Kind.INT64_VALUE) {
                return limit.int64Value() < 0 ? Range.NO_BOUND : limit.int64Value();
            }
        }
        return size.max();
    }

    private Estimate join(Operand target, Range size, List<Operand> arguments) {
        var result = element(target.type()) == null ? Range.ZERO : size.times(items(target));
        if (!arguments.isEmpty()) {
            var between = new Range(Math.max(0, size.min() - 1), Math.max(0, size.max() - 1));
            result = result.plus(arguments.getFirst().sizeOrUnknown().times(between));
        }
        return new Estimate(result.times(TRAVERSAL), result);
    }

    private static Range regex(Range text, Range pattern) {
        return text.plus(Range.ONE).times(TRAVERSAL).times(pattern.times(REGEX));
    }

    private static Range contained(String overload, List<Operand> arguments, Range further) {
        var cost = ADDRESS.plus(ADDRESS).times(TRAVERSAL).plus(further);
        return overload.endsWith("_string")
                ? cost.plus(arguments.getFirst().sizeOrUnknown().times(TRAVERSAL))
                : cost;
    }

    /// What the language itself has.
    private static Estimate standard(
            String overload, @Nullable Operand target, List<Operand> arguments) {
        var size = arguments.isEmpty() ? Range.UNKNOWN : arguments.getFirst().sizeOrUnknown();
        return switch (overload) {
            case "string_format" ->
                    Estimate.of(
                            target == null ? Range.ONE : target.sizeOrUnknown().times(TRAVERSAL));
            case "string_to_bytes" ->
                    new Estimate(
                            size.times(TRAVERSAL),
                            new Range(size.min(), Range.times(size.max(), 4)));
            case "bytes_to_string" ->
                    new Estimate(size.times(TRAVERSAL), new Range(size.min() / 4, size.max()));
            case "strings_quote" ->
                    new Estimate(
                            size.times(TRAVERSAL), size.times(new Range(1, 2)).plus(Range.of(2)));
            case "starts_with_string", "ends_with_string" -> Estimate.of(size.times(TRAVERSAL));
            case "in_list" -> Estimate.of(arguments.get(1).sizeOrUnknown());
            case "matches_string", "matches" ->
                    target == null
                            ? Estimate.of(Range.ONE)
                            : Estimate.of(regex(target.sizeOrUnknown(), size));
            case "contains_string" ->
                    target == null
                            ? Estimate.of(Range.ONE)
                            : Estimate.of(
                                    target.sizeOrUnknown()
                                            .times(TRAVERSAL)
                                            .times(size.times(TRAVERSAL)));
            case "add_string", "add_bytes" -> {
                var both = size.plus(arguments.get(1).sizeOrUnknown());
                yield new Estimate(both.times(TRAVERSAL), both);
            }
            case "add_list" -> new Estimate(Range.ONE, size.plus(arguments.get(1).sizeOrUnknown()));
            case "less_string",
                    "greater_string",
                    "less_equals_string",
                    "greater_equals_string",
                    "less_bytes",
                    "greater_bytes",
                    "less_equals_bytes",
                    "greater_equals_bytes",
                    "equals",
                    "not_equals" ->
                    compared(size, arguments.get(1).sizeOrUnknown());
            default -> Estimate.of(Range.ONE);
        };
    }

    private static Estimate compared(Range one, Range other) {
        long most = Math.min(one.max(), other.max());
        return Estimate.of(new Range(most > 0 ? 1 : 0, most).times(TRAVERSAL));
    }
}
