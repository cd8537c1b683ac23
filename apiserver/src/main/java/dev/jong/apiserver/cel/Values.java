package dev.jong.apiserver.cel;

import dev.jong.api.Bytes;
import dev.jong.api.json.GoDuration;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Questions that CEL asks of any value.
///
/// Values are `Boolean`, `Long` (int), [Unsigned], `Double`, `String`, [Bytes], `JsonNull`, `List`,
/// `Map`, `Instant`, `Duration`, `Optional`, [TypeName] and [Opaque].
final class Values {
    private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

    private Values() {}

    /// Numbers are equal across their types, lists and maps by their contents.
    static boolean equal(Object left, Object right) {
        if (isNumber(left) && isNumber(right)) {
            return sameNumber(left, right);
        }
        if (left instanceof List<?> list && right instanceof List<?> other) {
            return left instanceof TypedList typed
                    ? typed.equalTo(other)
                    : right instanceof TypedList typed
                            ? typed.equalTo(list)
                            : sameItems(list, other);
        }
        if (left instanceof Map<?, ?> map && right instanceof Map<?, ?> other) {
            return sameEntries(map, other);
        }
        if (left instanceof Optional<?> one && right instanceof Optional<?> other) {
            return one.isPresent() == other.isPresent()
                    && (one.isEmpty() || equal(one.get(), other.get()));
        }
        return left.equals(right);
    }

    static boolean sameItems(List<?> list, List<?> other) {
        if (list.size() != other.size()) {
            return false;
        }
        var items = other.iterator();
        for (var item : list) {
            if (!equal(item, items.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameEntries(Map<?, ?> map, Map<?, ?> other) {
        if (map.size() != other.size()) {
            return false;
        }
        for (var entry : map.entrySet()) {
            var match = find(other, entry.getKey());
            if (match == null || !equal(entry.getValue(), match)) {
                return false;
            }
        }
        return true;
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Unsigned;
    }

    private static boolean sameNumber(Object left, Object right) {
        if (left instanceof Long && right instanceof Long) {
            return left.equals(right);
        }
        return !isNaN(left) && !isNaN(right) && compareNumbers(left, right) == 0;
    }

    private static boolean isNaN(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    /// Which of two comes first.
    ///
    /// @throws CelException.Failed when they cannot be compared
    static int compare(Object left, Object right) {
        if (isNumber(left) && isNumber(right)) {
            if (isNaN(left) || isNaN(right)) {
                throw new CelException.Failed("NaN values cannot be ordered");
            }
            return compareNumbers(left, right);
        }
        return switch (left) {
            case String text when right instanceof String other -> compareText(text, other);
            case Boolean bool when right instanceof Boolean other -> bool.compareTo(other);
            case Instant time when right instanceof Instant other -> time.compareTo(other);
            case Duration time when right instanceof Duration other -> time.compareTo(other);
            case Bytes bytes when right instanceof Bytes other ->
                    java.util.Arrays.compareUnsigned(bytes.toArray(), other.toArray());
            default -> throw CelException.noSuchOverload();
        };
    }

    /// By code points, as Go compares UTF-8.
    private static int compareText(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
                return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int compareNumbers(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return a.compareTo(b);
        }
        if (left instanceof Double a && right instanceof Double b) {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        if (left instanceof Double a && a.isInfinite()) {
            return a > 0 ? 1 : -1;
        }
        if (right instanceof Double b && b.isInfinite()) {
            return b > 0 ? -1 : 1;
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Object number) {
        return switch (number) {
            case Long whole -> BigDecimal.valueOf(whole);
            case Unsigned(var bits) -> new BigDecimal(big(bits));
            case Double decimal -> new BigDecimal(decimal);
            default -> throw CelException.noSuchOverload();
        };
    }

    private static BigInteger big(long bits) {
        return bits >= 0 ? BigInteger.valueOf(bits) : BigInteger.valueOf(bits).add(UNSIGNED);
    }

    /// The value of a key; null when the map lacks it. Keys are numbers across their types.
    static @Nullable Object find(Map<?, ?> map, @Nullable Object key) {
        var found = map.get(key);
        if (found != null || key == null || !isNumber(key)) {
            return found;
        }
        for (var entry : map.entrySet()) {
            if (equal(entry.getKey(), key)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /// What costs are reckoned by: characters, bytes, items or entries; 1 for everything else.
    static long size(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case Bytes bytes -> bytes.toArray().length;
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Optional<?> optional when optional.isPresent() -> size(optional.get());
            case IpValue ip -> ip.address().toBytes().length;
            case CidrValue cidr -> (cidr.prefix() + 7) / 8;
            case UrlValue url -> url.toString().length();
            default -> 1;
        };
    }

    /// A duration as `strfmt` reads it: Go's form, or a number and a word such as `3 days`.
    static Duration duration(String text) {
        return GoDuration.parse(text);
    }
}
