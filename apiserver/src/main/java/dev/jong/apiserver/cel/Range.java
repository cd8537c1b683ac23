package dev.jong.apiserver.cel;

/// From the least to the most that a size or a cost may be; the greatest number stands for no
/// bound.
///
/// @param max at least `min`
public record Range(long min, long max) {
    public static final long NO_BOUND = Long.MAX_VALUE;
    public static final Range UNKNOWN = new Range(0, NO_BOUND);
    static final Range ZERO = of(0);
    static final Range ONE = of(1);

    static Range of(long exactly) {
        return new Range(exactly, exactly);
    }

    public static Range upTo(long most) {
        return new Range(0, most);
    }

    Range plus(Range other) {
        return new Range(plus(min, other.min), plus(max, other.max));
    }

    Range times(Range other) {
        return new Range(times(min, other.min), times(max, other.max));
    }

    /// Rounded up.
    Range times(double factor) {
        return new Range(times(min, factor), times(max, factor));
    }

    /// What covers both.
    Range or(Range other) {
        return new Range(Math.min(min, other.min), Math.max(max, other.max));
    }

    private static long plus(long one, long other) {
        return one > NO_BOUND - other ? NO_BOUND : one + other;
    }

    public static long times(long one, long other) {
        return other != 0 && one > NO_BOUND / other ? NO_BOUND : one * other;
    }

    private static long times(long size, double factor) {
        return size == NO_BOUND ? NO_BOUND : (long) Math.ceil(size * factor);
    }
}
