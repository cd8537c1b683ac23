package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.errors.FieldPath;
import java.util.List;
import java.util.Map;

/// Amounts of bytes that are no whole number, which are borne with a warning.
final class Fractions {
    private Fractions() {}

    static void warn(
            Map<String, Quantity> amounts, String name, FieldPath path, List<String> warnings) {
        var amount = amounts.get(name);
        if (amount != null && !amount.isWhole()) {
            warnings.add(
                    path.key(name)
                            + ": fractional byte value \""
                            + amount
                            + "\" is invalid, must be an integer");
        }
    }
}
