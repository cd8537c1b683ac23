package dev.jong.apiserver.cel;

import dev.jong.api.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// Arithmetic, comparison, membership and size. Source: the language definition of CEL.
final class Operators {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Operators() {}

    static void addTo(Functions functions) {
        functions
                .define("_==_", Body.of(Object.class, Object.class, Values::equal))
                .define("_!=_", Body.of(Object.class, Object.class, (a, b) -> !Values.equal(a, b)))
                .define("_<_", comparison(order -> order < 0))
                .define("_<=_", comparison(order -> order <= 0))
                .define("_>_", comparison(order -> order > 0))
                .define("_>=_", comparison(order -> order >= 0))
                .define("!_", Body.of(Boolean.class, value -> !value))
                .define("@in", Body.of(Object.class, List.class, Operators::contains))
                .define("@in", Body.of(Object.class, Map.class, (key, map) -> holds(map, key)))
                .define("size", Body.of(String.class, Values::size))
                .define("size", Body.of(Bytes.class, Values::size))
                .define("size", Body.of(List.class, Values::size))
                .define("size", Body.of(Map.class, Values::size));
        addition(functions);
        subtraction(functions);
        products(functions);
    }

    private static Body comparison(IntPredicate wanted) {
        return Body.of(Object.class, Object.class, (a, b) -> wanted.test(Values.compare(a, b)));
    }

    private static boolean contains(Object item, List<?> list) {
        for (var other : list) {
            if (Values.equal(other, item)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Map<?, ?> map, Object key) {
        return map.containsKey(key) || Values.isNumber(key) && Values.find(map, key) != null;
    }

    private static void addition(Functions functions) {
        functions
                .define(
                        "_+_",
                        Body.of(
                                Long.class,
                                Long.class,
                                (a, b) -> exactly(() -> Math.addExact(a, b))))
                .define("_+_", Body.of(Unsigned.class, Unsigned.class, Operators::plus))
                .define("_+_", Body.of(Double.class, Double.class, (a, b) -> a + b))
                .define("_+_", Body.of(String.class, String.class, (a, b) -> a + b))
                .define("_+_", Body.of(Bytes.class, Bytes.class, Operators::joined))
                .define("_+_", Body.of(Growing.class, List.class, Growing::plus))
                .define("_+_", Body.of(TypedList.class, List.class, TypedList::plus))
                .define("_+_", Body.of(List.class, List.class, Operators::concat))
                .define(
                        "_+_",
                        Body.of(Instant.class, Duration.class, (a, b) -> time(() -> a.plus(b))))
                .define(
                        "_+_",
                        Body.of(Duration.class, Instant.class, (a, b) -> time(() -> b.plus(a))))
                .define(
                        "_+_",
                        Body.of(Duration.class, Duration.class, (a, b) -> period(() -> a.plus(b))));
    }

    private static void subtraction(Functions functions) {
        functions
                .define(
                        "_-_",
                        Body.of(
                                Long.class,
                                Long.class,
                                (a, b) -> exactly(() -> Math.subtractExact(a, b))))
                .define("_-_", Body.of(Unsigned.class, Unsigned.class, Operators::minus))
                .define("_-_", Body.of(Double.class, Double.class, (a, b) -> a - b))
                .define(
                        "_-_",
                        Body.of(Instant.class, Duration.class, (a, b) -> time(() -> a.minus(b))))
                .define(
                        "_-_",
                        Body.of(
                                Instant.class,
                                Instant.class,
                                (a, b) -> period(() -> Duration.between(b, a))))
                .define(
                        "_-_",
                        Body.of(Duration.class, Duration.class, (a, b) -> period(() -> a.minus(b))))
                .define("-_", Body.of(Long.class, a -> exactly(() -> Math.negateExact(a))))
                .define("-_", Body.of(Double.class, a -> -a));
    }

    private static void products(Functions functions) {
        functions
                .define(
                        "_*_",
                        Body.of(
                                Long.class,
                                Long.class,
                                (a, b) -> exactly(() -> Math.multiplyExact(a, b))))
                .define("_*_", Body.of(Unsigned.class, Unsigned.class, Operators::times))
                .define("_*_", Body.of(Double.class, Double.class, (a, b) -> a * b))
                .define("_/_", Body.of(Long.class, Long.class, Operators::quotient))
                .define(
                        "_/_",
                        Body.of(
                                Unsigned.class,
                                Unsigned.class,
                                (a, b) ->
                                        new Unsigned(
                                                Long.divideUnsigned(
                                                        a.bits(), divisor(b.bits(), "division")))))
                .define("_/_", Body.of(Double.class, Double.class, (a, b) -> a / b))
                .define("_%_", Body.of(Long.class, Long.class, (a, b) -> a % divisor(b, "modulus")))
                .define(
                        "_%_",
                        Body.of(
                                Unsigned.class,
                                Unsigned.class,
                                (a, b) ->
                                        new Unsigned(
                                                Long.remainderUnsigned(
                                                        a.bits(), divisor(b.bits(), "modulus")))));
    }

    private static long divisor(long value, String operation) {
        if (value == 0) {
            throw new CelException.Failed(operation + " by zero");
        }
        return value;
    }

    private static Object quotient(long a, long b) {
        long by = divisor(b, "division");
        if (a == Long.MIN_VALUE && by == -1) {
            throw new CelException.Failed("integer overflow");
        }
        return a / by;
    }

    /// Arithmetic that may overflow.
    private interface Arithmetic<T> {
        T result();
    }

    private static Object exactly(Arithmetic<Long> sum) {
        try {
            return sum.result();
        } catch (ArithmeticException e) {
            throw new CelException.Failed("integer overflow");
        }
    }

    private static Object period(Arithmetic<Duration> sum) {
        try {
            var result = sum.result();
            var _ = result.toNanos();
            return result;
        } catch (ArithmeticException e) {
            throw new CelException.Failed("duration overflow");
        }
    }

    private static Object time(Arithmetic<Instant> sum) {
        try {
            return inRange(sum.result());
        } catch (ArithmeticException | java.time.DateTimeException e) {
            throw new CelException.Failed("timestamp overflow");
        }
    }

    /// @throws CelException.Failed for times that Go cannot write
    static Instant inRange(Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new CelException.Failed("timestamp overflow");
        }
        return time;
    }

    private static Object plus(Unsigned a, Unsigned b) {
        long sum = a.bits() + b.bits();
        return unsigned(sum, Long.compareUnsigned(sum, a.bits()) >= 0);
    }

    private static Object minus(Unsigned a, Unsigned b) {
        return unsigned(a.bits() - b.bits(), Long.compareUnsigned(a.bits(), b.bits()) >= 0);
    }

    private static Object times(Unsigned a, Unsigned b) {
        return unsigned(a.bits() * b.bits(), Math.unsignedMultiplyHigh(a.bits(), b.bits()) == 0);
    }

    private static Unsigned unsigned(long bits, boolean fits) {
        if (!fits) {
            throw new CelException.Failed("unsigned integer overflow");
        }
        return new Unsigned(bits);
    }

    private static Object joined(Bytes a, Bytes b) {
        var all = java.util.Arrays.copyOf(a.toArray(), a.size() + b.size());
        System.arraycopy(b.toArray(), 0, all, a.size(), b.size());
        return Bytes.of(all);
    }

    @SuppressWarnings("unchecked")
    private static Object concat(List<?> a, List<?> b) {
        return a.isEmpty() ? b : b.isEmpty() ? a : Stream.concat(a.stream(), b.stream()).toList();
    }

    /// The list that a macro builds, which nobody else sees until it is finished.
    static final class Growing extends ArrayList<Object> {
        Growing plus(List<?> items) {
            addAll(items);
            return this;
        }
    }
}
