package dev.jong.apiserver.validation;

import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.resource.v1.DeviceSelector;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.DeviceTypes;
import java.util.List;

/// Expressions that choose devices.
final class DeviceSelectors {
    private static final int MOST = 32;
    private static final int LONGEST = 10 << 10;
    private static final long MOST_COST = 1_000_000;

    private DeviceSelectors() {}

    static void check(List<DeviceSelector> selectors, FieldPath path, FieldErrors errors) {
        DeviceRules.each(
                selectors,
                MOST,
                path,
                errors,
                (selector, at) -> {
                    var cel = selector.cel();
                    if (cel == null) {
                        errors.required(at.child("cel"), "");
                    } else {
                        expression(cel.expression(), at.child("cel", "expression"), errors);
                    }
                });
    }

    private static void expression(String text, FieldPath path, FieldErrors errors) {
        if (text.length() > LONGEST) {
            errors.add(FieldError.tooLong(path, LONGEST));
            return;
        }
        try {
            var program = DeviceTypes.ENVIRONMENT.compile(text);
            var type = program.type();
            if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.ANY)) {
                errors.invalid(
                        path,
                        text,
                        "must evaluate to bool or the unknown type, not " + CelTypes.format(type));
            } else if (program.mostCost(DeviceTypes.SIZES) > MOST_COST) {
                errors.forbidden(path, "too complex, exceeds cost limit");
            }
        } catch (CelException.Invalid e) {
            errors.invalid(path, text, "compilation failed: " + e.getMessage());
        }
    }
}
