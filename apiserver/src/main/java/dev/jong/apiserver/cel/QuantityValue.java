package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.jong.api.InvalidQuantity;
import dev.jong.api.Quantity;
import java.math.BigDecimal;

/// An amount of a resource; equal when the amounts are.
record QuantityValue(Quantity quantity) implements Opaque {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    static void addTo(Functions functions) {
        functions
                .global(
                        "quantity",
                        "string_to_quantity",
                        Body.of(String.class, QuantityValue::parse),
                        QUANTITY,
                        STRING)
                .global(
                        "isQuantity",
                        "is_quantity_string",
                        Body.of(String.class, QuantityValue::isQuantity),
                        BOOL,
                        STRING)
                .member(
                        "sign",
                        "quantity_sign",
                        Body.of(QuantityValue.class, amount -> (long) amount.quantity.signum()),
                        INT,
                        QUANTITY)
                .member(
                        "isInteger",
                        "quantity_is_integer",
                        Body.of(QuantityValue.class, QuantityValue::isInteger),
                        BOOL,
                        QUANTITY)
                .member(
                        "asInteger",
                        "quantity_get_int",
                        Body.of(QuantityValue.class, QuantityValue::asInteger),
                        INT,
                        QUANTITY)
                .member(
                        "asApproximateFloat",
                        "quantity_get_float",
                        Body.of(QuantityValue.class, amount -> amount.quantity.doubleValue()),
                        DOUBLE,
                        QUANTITY)
                .member(
                        "isGreaterThan",
                        "quantity_is_greater_than",
                        Body.of(
                                QuantityValue.class,
                                QuantityValue.class,
                                (a, b) -> a.compare(b) > 0),
                        BOOL,
                        QUANTITY,
                        QUANTITY)
                .member(
                        "isLessThan",
                        "quantity_is_less_than",
                        Body.of(
                                QuantityValue.class,
                                QuantityValue.class,
                                (a, b) -> a.compare(b) < 0),
                        BOOL,
                        QUANTITY,
                        QUANTITY)
                .member(
                        "compareTo",
                        "quantity_compare_to",
                        Body.of(QuantityValue.class, QuantityValue.class, QuantityValue::compare),
                        INT,
                        QUANTITY,
                        QUANTITY)
                .member(
                        "add",
                        "quantity_add",
                        Body.of(
                                QuantityValue.class,
                                QuantityValue.class,
                                (a, b) -> new QuantityValue(a.quantity.add(b.quantity))),
                        QUANTITY,
                        QUANTITY,
                        QUANTITY)
                .member(
                        "add",
                        "quantity_add_int",
                        Body.of(
                                QuantityValue.class,
                                Long.class,
                                (a, b) -> new QuantityValue(a.quantity.add(Quantity.of(b)))),
                        QUANTITY,
                        QUANTITY,
                        INT)
                .member(
                        "sub",
                        "quantity_sub",
                        Body.of(
                                QuantityValue.class,
                                QuantityValue.class,
                                (a, b) -> new QuantityValue(a.quantity.subtract(b.quantity))),
                        QUANTITY,
                        QUANTITY,
                        QUANTITY)
                .member(
                        "sub",
                        "quantity_sub_int",
                        Body.of(
                                QuantityValue.class,
                                Long.class,
                                (a, b) -> new QuantityValue(a.quantity.subtract(Quantity.of(b)))),
                        QUANTITY,
                        QUANTITY,
                        INT);
    }

    @Override
    public String type() {
        return QUANTITY.name();
    }

    static QuantityValue parse(String text) {
        try {
            return new QuantityValue(Quantity.parse(text));
        } catch (InvalidQuantity e) {
            throw new CelException.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isQuantity(String text) {
        try {
            var _ = Quantity.parse(text);
            return true;
        } catch (InvalidQuantity e) {
            return false;
        }
    }

    private long compare(QuantityValue other) {
        return Integer.signum(quantity.compareTo(other.quantity));
    }

    private boolean isInteger() {
        var amount = quantity.amount();
        return quantity.isWhole() && amount.compareTo(LEAST) >= 0 && amount.compareTo(MOST) <= 0;
    }

    private Object asInteger() {
        if (!isInteger()) {
            throw new CelException.Failed("cannot convert value to integer");
        }
        return quantity.value();
    }

    @Override
    public String toString() {
        return quantity.toString();
    }
}
