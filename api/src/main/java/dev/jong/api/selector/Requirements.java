package dev.jong.api.selector;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.selector.Requirement.Operator;
import java.util.List;

/// Builds requirements that are known to be sound.
final class Requirements {
    private static final FieldPath KEY = FieldPath.of("key");
    private static final FieldPath VALUES = FieldPath.of("values");

    private Requirements() {}

    /// @throws InvalidSelector in upstream's words
    static Requirement checked(String key, Operator operator, List<String> values) {
        var errors = new FieldErrors();
        var wrongKey = Labels.key(key);
        if (!wrongKey.isEmpty()) {
            errors.invalid(KEY, key, String.join("; ", wrongKey));
        }
        switch (operator) {
            case IN, NOT_IN -> {
                if (values.isEmpty()) {
                    errors.invalid(
                            VALUES,
                            values,
                            "for 'in', 'notin' operators, values set can't be empty");
                }
            }
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> {
                if (values.size() != 1) {
                    errors.invalid(
                            VALUES, values, "exact-match compatibility requires one single value");
                }
            }
            case EXISTS, DOES_NOT_EXIST -> {
                if (!values.isEmpty()) {
                    errors.invalid(
                            VALUES,
                            values,
                            "values set must be empty for exists and does not exist");
                }
            }
            case GREATER_THAN, LESS_THAN -> checkNumber(values, errors);
        }
        for (int i = 0; i < values.size(); i++) {
            var wrong = Labels.value(values.get(i));
            if (!wrong.isEmpty()) {
                errors.invalid(VALUES.index(i).key(key), values.get(i), String.join("; ", wrong));
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidSelector(FieldError.aggregate(errors.list()));
        }
        return new Requirement(key, operator, values);
    }

    private static void checkNumber(List<String> values, FieldErrors errors) {
        if (values.size() != 1) {
            errors.invalid(
                    VALUES, values, "for 'Gt', 'Lt' operators, exactly one value is required");
        }
        for (int i = 0; i < values.size(); i++) {
            if (Requirement.wholeNumber(values.get(i)).isEmpty()) {
                errors.invalid(
                        VALUES.index(i),
                        values.get(i),
                        "for 'Gt', 'Lt' operators, the value must be an integer");
            }
        }
    }
}
