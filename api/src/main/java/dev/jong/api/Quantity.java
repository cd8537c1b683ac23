package dev.jong.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// An amount of a resource, such as `100m` cores or `64Mi` bytes, exact down to `n` (10⁻⁹).
///
/// Two quantities are equal when they stand for the same amount, however they are written. Small
/// amounts are kept as `value × 10^scale` in a `long`; what does not fit is a [BigDecimal]. Source:
/// the API's `Quantity` type.
public final class Quantity implements Comparable<Quantity> {
    /// How an amount is written.
    public enum Format {
        /// `12e6`
        DECIMAL_EXPONENT,
        /// `12Mi`, powers of 1024
        BINARY_SI,
        /// `12M`, powers of 1000
        DECIMAL_SI
    }

    public static final Quantity ZERO = new Quantity(0, 0, null, Format.DECIMAL_SI, "0");

    private static final int NANO = -9;
    private static final long[] TENS = powersOfTen();
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);

    private final long value;
    private final int scale;
    private final @Nullable BigDecimal big;
    private final Format format;
    private @Nullable String text;

    private Quantity(
            long value, int scale, @Nullable BigDecimal big, Format format, @Nullable String text) {
        this.value = value;
        this.scale = scale;
        this.big = big;
        this.format = format;
        this.text = text;
    }

    /// Reads the written form.
    ///
    /// @throws InvalidQuantity in upstream's words, when the text is none
    public static Quantity parse(String text) {
        return QuantityText.parse(text);
    }

    public static Quantity of(long value) {
        return new Quantity(value, 0, null, Format.DECIMAL_SI, null);
    }

    /// `value` thousandths, written in decimal.
    public static Quantity ofMilli(long value) {
        return new Quantity(value, -3, null, Format.DECIMAL_SI, null);
    }

    /// `value` bytes, written as `Ki`, `Mi`, …
    public static Quantity ofBytes(long value) {
        return new Quantity(value, 0, null, Format.BINARY_SI, null);
    }

    public static Quantity of(BigDecimal amount, Format format) {
        var plain = amount.stripTrailingZeros();
        if (plain.precision() <= 18 && plain.scale() <= 9 && plain.scale() >= -18) {
            return new Quantity(
                    plain.unscaledValue().longValue(), -plain.scale(), null, format, null);
        }
        return new Quantity(0, 0, plain, format, null);
    }

    static Quantity parsed(long value, int scale, Format format, @Nullable String text) {
        return new Quantity(value, scale, null, format, text);
    }

    public Format format() {
        return format;
    }

    public boolean isZero() {
        return signum() == 0;
    }

    public int signum() {
        var exact = big;
        return exact == null ? Long.signum(value) : exact.signum();
    }

    /// The amount rounded up (away from zero) to a whole number, at most [Long#MAX_VALUE].
    public long value() {
        return scaledValue(0);
    }

    /// The amount in thousandths, rounded up (away from zero), at most [Long#MAX_VALUE].
    public long milliValue() {
        return scaledValue(-3);
    }

    /// The amount in units of `10^unit`, rounded up (away from zero), held within a `long`.
    public long scaledValue(int unit) {
        if (big == null && scale == unit) {
            return value;
        }
        if (big == null && scale > unit && scale - unit < TENS.length) {
            long factor = TENS[scale - unit];
            long product = value * factor;
            if (Math.multiplyHigh(value, factor) == product >> 63) {
                return product;
            }
        }
        if (big == null && scale < unit && unit - scale < TENS.length) {
            long divisor = TENS[unit - scale];
            long quotient = value / divisor;
            return quotient * divisor == value ? quotient : quotient + Long.signum(value);
        }
        var scaled = amount().scaleByPowerOfTen(-unit).setScale(0, RoundingMode.UP);
        return scaled.min(LONG_MAX).max(LONG_MIN).longValue();
    }

    /// True when nothing is lost by [#value()].
    public boolean isWhole() {
        return (big == null && scale >= 0) || amount().stripTrailingZeros().scale() <= 0;
    }

    public BigDecimal amount() {
        var exact = big;
        return exact == null ? BigDecimal.valueOf(value, -scale) : exact;
    }

    public double doubleValue() {
        return big == null && scale == 0 ? value : amount().doubleValue();
    }

    /// The sum, written like this quantity unless this is zero.
    public Quantity add(Quantity other) {
        var result = isZero() ? other.format : format;
        if (big == null && other.big == null) {
            if (value == 0) {
                return other;
            }
            if (other.value == 0) {
                return this;
            }
            if (scale == other.scale) {
                long sum = value + other.value;
                if (((value ^ sum) & (other.value ^ sum)) >= 0) {
                    return new Quantity(sum, scale, null, result, null);
                }
            }
        }
        return of(amount().add(other.amount()), result);
    }

    /// The difference, written like this quantity unless this is zero.
    public Quantity subtract(Quantity other) {
        return isZero() ? other.negate() : add(other.negate());
    }

    public Quantity negate() {
        if (big == null && value != Long.MIN_VALUE) {
            return new Quantity(-value, scale, null, format, null);
        }
        return of(amount().negate(), format);
    }

    /// Rounded up (away from zero) to a multiple of `10^unit`: -9 for nano … 3 for kilo.
    public Quantity roundUp(int unit) {
        return big == null && scale >= unit
                ? this
                : of(amount().setScale(-unit, RoundingMode.UP), format);
    }

    public Quantity withFormat(Format other) {
        return other == format ? this : new Quantity(value, scale, big, other, null);
    }

    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(Quantity other) {
        if (big == null && other.big == null && scale == other.scale) {
            return Long.compare(value, other.value);
        }
        return amount().compareTo(other.amount());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity quantity && compareTo(quantity) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(amount().doubleValue());
    }

    /// The canonical form: no precision lost, no fraction, the largest suffix that allows both.
    @Override
    public String toString() {
        var known = text;
        if (known == null) {
            known = QuantityText.format(this);
            text = known;
        }
        return known;
    }

    /// The smallest unit that is kept.
    static int smallestUnit() {
        return NANO;
    }

    private static long[] powersOfTen() {
        var powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
