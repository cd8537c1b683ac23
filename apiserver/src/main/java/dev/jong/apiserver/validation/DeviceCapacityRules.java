package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.resource.v1.CapacityRequestPolicy;
import dev.jong.api.resource.v1.CapacityRequestPolicyRange;
import java.util.List;

/// How a device's capacity may be asked for in parts.
final class DeviceCapacityRules {
    private static final int MOST_VALUES = 10;

    private DeviceCapacityRules() {}

    /// @param all the whole capacity
    static void policy(
            CapacityRequestPolicy policy, Quantity all, FieldPath path, FieldErrors errors) {
        var values = policy.validValues();
        var range = policy.validRange();
        var standard = policy.default_();
        if (!values.isEmpty() && range != null) {
            errors.forbidden(
                    path,
                    "exactly one policy can be specified, cannot specify \"validValues\" and"
                            + " \"validRange\" at the same time");
        } else if (!values.isEmpty()) {
            if (standard == null) {
                errors.required(path.child("default"), "required when validValues is defined");
            } else {
                values(values, standard, all, path.child("validValues"), errors);
            }
        } else if (range != null) {
            if (standard == null) {
                errors.required(path.child("default"), "required when validRange is defined");
            } else {
                range(range, standard, all, path.child("validRange"), errors);
            }
        }
    }

    private static void values(
            List<Quantity> values,
            Quantity standard,
            Quantity all,
            FieldPath path,
            FieldErrors errors) {
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i - 1).compareTo(values.get(i)) > 0) {
                errors.invalid(
                        path.index(i),
                        values.get(i).toString(),
                        "values must be sorted in ascending order");
            }
        }
        DeviceRules.set(
                values,
                MOST_VALUES,
                value -> Long.toString(value.value()),
                path,
                errors,
                (value, at) -> {
                    if (value.compareTo(all) > 0) {
                        errors.invalid(
                                at,
                                value.toString(),
                                "option is larger than capacity value: " + all);
                    }
                });
        boolean listed =
                values.size() <= MOST_VALUES
                        && values.stream().anyMatch(value -> value.compareTo(standard) == 0);
        if (!listed) {
            errors.invalid(
                    path,
                    standard.toString(),
                    "default value is not valid according to the requestPolicy");
        }
    }

    private static void range(
            CapacityRequestPolicyRange range,
            Quantity standard,
            Quantity all,
            FieldPath path,
            FieldErrors errors) {
        var min = range.min();
        if (min == null) {
            errors.required(path.child("min"), "required when validRange is defined");
            return;
        }
        notMore(min, all, "min is larger than capacity value: ", path.child("min"), errors);
        if (standard.compareTo(min) < 0) {
            errors.invalid(
                    path.child("min"), standard.toString(), "default is less than min: " + min);
        }
        var max = range.max();
        if (max != null) {
            var at = path.child("max");
            notMore(min, max, "min is larger than max: ", at, errors);
            notMore(max, all, "max is larger than capacity value: ", at, errors);
            notMore(standard, max, "default is more than max: ", at, errors);
        }
        var step = range.step();
        if (step != null) {
            var at = path.child("step");
            var first = min.add(step);
            if (first.compareTo(all) > 0) {
                errors.invalid(
                        at,
                        step.toString(),
                        "one step " + first + " is larger than capacity value: " + all);
            }
            reached(standard, min, step, at, errors);
            if (max != null) {
                reached(max, min, step, at, errors);
            }
        }
    }

    private static void notMore(
            Quantity value, Quantity most, String problem, FieldPath path, FieldErrors errors) {
        if (value.compareTo(most) > 0) {
            errors.invalid(path, value.toString(), problem + most);
        }
    }

    private static void reached(
            Quantity value, Quantity min, Quantity step, FieldPath path, FieldErrors errors) {
        long stride = step.value();
        if (stride == 0 || (value.value() - min.value()) % stride != 0) {
            errors.invalid(
                    path,
                    value.toString(),
                    "value is not a multiple of a given step (" + step + ") from (" + min + ")");
        }
    }
}
