package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.LimitRangeItem;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// LimitRanges.
final class LimitRangeRules {
    private static final FieldPath LIMITS = FieldPath.of("spec", "limits");
    private static final String CLAIM = "PersistentVolumeClaim";
    private static final String POD = "Pod";
    private static final List<String> TYPES = List.of(POD, "Container", CLAIM);
    private static final Quantity ONE = Quantity.of(1);

    private LimitRangeRules() {}

    static List<FieldError> check(LimitRange range) {
        var errors = new FieldErrors();
        var types = new HashSet<String>();
        for (int i = 0; i < range.spec().limits().size(); i++) {
            var item = range.spec().limits().get(i);
            var at = LIMITS.index(i);
            type(item.type(), at.child("type"), errors);
            if (!types.add(item.type())) {
                errors.duplicate(at.child("type"), item.type());
            }
            item(item, at, errors);
        }
        return errors.list();
    }

    private static void type(String type, FieldPath path, FieldErrors errors) {
        var wrong = Labels.key(type);
        errors.invalidEach(path, type, wrong);
        if (wrong.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
            errors.invalid(path, type, "must be a standard limit type or fully qualified");
        }
    }

    private static void item(LimitRangeItem item, FieldPath at, FieldErrors errors) {
        names(item.max(), item.type(), at.child("max"), errors);
        names(item.min(), item.type(), at.child("min"), errors);
        boolean pod = item.type().equals(POD);
        var defaults = pod ? Map.<String, Quantity>of() : item.default_();
        var requests = pod ? Map.<String, Quantity>of() : item.defaultRequest();
        if (pod) {
            absent(item.default_(), at.child("default"), errors);
            absent(item.defaultRequest(), at.child("defaultRequest"), errors);
        }
        names(defaults, item.type(), at.child("default"), errors);
        names(requests, item.type(), at.child("defaultRequest"), errors);
        if (item.type().equals(CLAIM)
                && !item.min().containsKey("storage")
                && !item.max().containsKey("storage")) {
            errors.required(
                    at.child("limits"),
                    "either minimum or maximum storage value is required, but neither was provided");
        }
        names(item.maxLimitRequestRatio(), item.type(), at.child("maxLimitRequestRatio"), errors);
        var all = new TreeSet<>(item.max().keySet());
        all.addAll(item.min().keySet());
        all.addAll(defaults.keySet());
        all.addAll(requests.keySet());
        all.addAll(item.maxLimitRequestRatio().keySet());
        for (var name : all) {
            amounts(
                    name,
                    item.min().get(name),
                    item.max().get(name),
                    defaults.get(name),
                    requests.get(name),
                    at,
                    errors);
            ratio(
                    item.maxLimitRequestRatio().get(name),
                    item.min().get(name),
                    item.max().get(name),
                    at.child("maxLimitRequestRatio").key(name),
                    errors);
        }
    }

    private static void absent(Map<String, Quantity> amounts, FieldPath path, FieldErrors errors) {
        if (!amounts.isEmpty()) {
            errors.forbidden(path, "may not be specified when `type` is 'Pod'");
        }
    }

    private static void names(
            Map<String, Quantity> amounts, String type, FieldPath path, FieldErrors errors) {
        boolean container = type.equals(POD) || type.equals("Container");
        for (var name : amounts.keySet()) {
            if (container) {
                ResourceRules.containerResource(name, path.key(name), errors);
            } else {
                ResourceRules.resource(name, path.key(name), errors);
            }
        }
    }

    private static void amounts(
            String name,
            @Nullable Quantity min,
            @Nullable Quantity max,
            @Nullable Quantity standard,
            @Nullable Quantity request,
            FieldPath at,
            FieldErrors errors) {
        var asked = at.child("defaultRequest").key(name);
        var given = at.child("default").key(name);
        var low = at.child("min").key(name);
        notMore(min, "min value ", max, "max value ", min, low, errors);
        notMore(min, "min value ", request, "default request value ", request, asked, errors);
        notMore(request, "default request value ", max, "max value ", request, asked, errors);
        notMore(
                request,
                "default request value ",
                standard,
                "default limit value ",
                request,
                asked,
                errors);
        notMore(min, "min value ", standard, "default value ", min, given, errors);
        notMore(standard, "default value ", max, "max value ", max, given, errors);
        if (!ResourceRules.overcommits(name)
                && standard != null
                && request != null
                && standard.compareTo(request) != 0) {
            errors.invalid(
                    asked,
                    request,
                    "default value "
                            + standard
                            + " must equal to defaultRequest value "
                            + request
                            + " in "
                            + name);
        }
    }

    /// @param shown the value that the error shows
    private static void notMore(
            @Nullable Quantity less,
            String lessName,
            @Nullable Quantity more,
            String moreName,
            @Nullable Quantity shown,
            FieldPath path,
            FieldErrors errors) {
        if (less != null && more != null && less.compareTo(more) > 0) {
            errors.invalid(path, shown, lessName + less + " is greater than " + moreName + more);
        }
    }

    private static void ratio(
            @Nullable Quantity ratio,
            @Nullable Quantity min,
            @Nullable Quantity max,
            FieldPath path,
            FieldErrors errors) {
        if (ratio == null) {
            return;
        }
        if (ratio.compareTo(ONE) < 0) {
            errors.invalid(path, ratio, "ratio " + ratio + " is less than 1");
        }
        if (min == null || max == null) {
            return;
        }
        double limit = (double) max.milliValue() / min.milliValue();
        if (ratio.milliValue() / 1000.0 > limit) {
            errors.invalid(
                    path,
                    ratio,
                    "ratio "
                            + ratio
                            + " is greater than max/min = "
                            + String.format(Locale.ROOT, "%f", limit));
        }
    }
}
