package dev.jong.api;

import java.util.Objects;

/// A number, or text such as `25%` or a port's name.
public sealed interface IntOrString {

    /// The number.
    record OfInt(int value) implements IntOrString {
        @Override
        public String toString() {
            return Integer.toString(value);
        }
    }

    /// The text.
    record OfString(String value) implements IntOrString {
        public OfString {
            Objects.requireNonNull(value);
        }

        @Override
        public String toString() {
            return value;
        }
    }

    static IntOrString of(int value) {
        return new OfInt(value);
    }

    static IntOrString of(String value) {
        return new OfString(value);
    }

    /// A number when the text is one in 32 bits, else the text.
    static IntOrString parse(String text) {
        try {
            return of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return of(text);
        }
    }

    /// The number itself, or the text read as a number; 0 when it is not one.
    default int intValue() {
        return switch (this) {
            case OfInt(var value) -> value;
            case OfString(var text) -> text.matches("[+-]?\\d{1,9}") ? Integer.parseInt(text) : 0;
        };
    }

    /// The number, or that share of `total`. Text that is not a percentage is an
    /// `IllegalArgumentException`.
    default int scaled(int total, boolean roundUp) {
        return switch (this) {
            case OfInt(var value) -> value;
            case OfString(var text) -> {
                if (!text.matches("\\d{1,9}%")) {
                    throw new IllegalArgumentException(
                            "invalid value for IntOrString: invalid type: string is not a percentage");
                }
                long product = Long.parseLong(text.substring(0, text.length() - 1)) * total;
                yield (int) (roundUp ? Math.ceilDiv(product, 100L) : Math.floorDiv(product, 100L));
            }
        };
    }
}
