package dev.jong.apiserver.cel;

import dev.jong.api.Bytes;
import java.util.List;

/// What calls cost when they have happened, in upstream's units: about 50 ns each.
final class Charges {
    static final long IDENT = 1;
    static final long LIST = 10;
    static final long MAP = 30;
    static final long STRUCT = 40;
    private static final double TRAVERSAL = 0.1;
    private static final double REGEX = 0.25;
    private static final long AUTHORIZATION = 350_000;

    private Charges() {}

    static long of(String function, Object[] arguments, Object result) {
        return switch (function) {
            case "check" -> AUTHORIZATION;
            case "isSorted", "sum", "max", "min" -> Lists.traversal(arguments[0]);
            case "indexOf", "lastIndexOf" -> Lists.traversal(arguments[0]);
            case "url",
                    "lowerAscii",
                    "upperAscii",
                    "substring",
                    "trim",
                    "jsonpatch.escapeKey",
                    "cidr",
                    "isIP",
                    "isCIDR",
                    "quantity",
                    "isQuantity",
                    "semver",
                    "isSemver",
                    "startsWith",
                    "endsWith",
                    "strings.quote",
                    "format" ->
                    scaled(size(arguments[0]), 1);
            case "replace", "split", "ip.isCanonical" -> scaled(size(arguments[0]), 2);
            case "join" -> scaled(size(result), 2);
            case "find", "findAll", "matches" -> regex(size(arguments[0]), size(arguments[1]));
            case "ip" -> arguments[0] instanceof CidrValue ? 1 : scaled(size(arguments[0]), 1);
            case "containsIP" -> contains(arguments, 0);
            case "containsCIDR" -> contains(arguments, scaled(size(arguments[0]), 1) + 1);
            case "validate" ->
                    arguments[0] instanceof FormatValue format
                            ? regex(size(arguments[1]), format.patternSize())
                            : 1;
            case "fieldSelector", "labelSelector" -> selector(size(arguments[1]));
            case "contains" -> scaled(size(arguments[0]), 1) * scaled(size(arguments[1]), 1);
            case "@in" -> arguments[1] instanceof List<?> list ? list.size() : 1;
            case "slice", "lists.range", "reverse" -> made(size(result), 1);
            case "flatten" ->
                    made(
                            size(arguments[0]),
                            arguments.length > 1 && arguments[1] instanceof Long depth ? depth : 1);
            case "distinct", "sort" -> compared((List<?>) arguments[0]);
            case "@sortByAssociatedKeys" -> compared((List<?>) arguments[1]);
            default -> operator(function, arguments);
        };
    }

    private static long operator(String function, Object[] arguments) {
        return switch (function) {
            case "_==_", "_!=_" ->
                    arguments[0] instanceof Opaque
                            ? 1
                            : scaled(Math.min(size(arguments[0]), size(arguments[1])), 1);
            case "_<_", "_<=_", "_>_", "_>=_" ->
                    isText(arguments[0])
                            ? scaled(Math.min(size(arguments[0]), size(arguments[1])), 1)
                            : 1;
            case "_+_" ->
                    isText(arguments[0]) ? scaled(size(arguments[0]) + size(arguments[1]), 1) : 1;
            case "string" -> arguments[0] instanceof Bytes ? scaled(size(arguments[0]), 1) : 1;
            case "bytes" -> arguments[0] instanceof String ? scaled(size(arguments[0]), 1) : 1;
            default -> 1;
        };
    }

    /// A new list, each of whose items costs so much.
    private static long made(long size, double each) {
        return (long) (size * each) + 1 + LIST;
    }

    /// Each item with each other, at worst, texts to their end.
    private static long compared(List<?> items) {
        long size = items.size();
        return made(size * size, size > 0 && isText(items.getFirst()) ? 2 + TRAVERSAL : 2);
    }

    private static boolean isText(Object value) {
        return value instanceof String || value instanceof Bytes;
    }

    private static long size(Object value) {
        return Values.size(value);
    }

    private static long scaled(long size, int times) {
        return (long) Math.ceil(size * times * TRAVERSAL);
    }

    private static long regex(long text, long pattern) {
        return (long) Math.ceil((1.0 + text) * TRAVERSAL) * (long) Math.ceil(pattern * REGEX);
    }

    private static long contains(Object[] arguments, long further) {
        long cost = scaled(2 * size(arguments[0]), 1) + further;
        return arguments[1] instanceof String text ? cost + scaled(size(text), 1) : cost;
    }

    /// Parsing, and a list with a requirement for every other character.
    private static long selector(long length) {
        long requirements = (long) Math.ceil(length * 0.5);
        return LIST + scaled(length, 1) + requirements * (LIST + STRUCT);
    }
}
