package dev.jong.apiserver.custom.rule;

import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.cel.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What the rules of one schema may cost at worst: each of them, and all together.
public final class RuleCosts {
    /// A rule's limit: a second of upstream's time, roughly a tenth of a request's.
    static final long ONE_RULE = 10_000_000;

    static final long WHOLE_SCHEMA = 100_000_000;

    private static final int MOST_TOLD = 4;
    private static final String ADVICE =
            " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
                    + " arrays, maps, and strings are declared)";

    private final List<Expensive> expensive = new ArrayList<>();
    private long total;

    private record Expensive(FieldPath path, long cost) {}

    void add(FieldPath path, long cost) {
        total = total > Range.NO_BOUND - cost ? Range.NO_BOUND : total + cost;
        if (cost >= WHOLE_SCHEMA / 100) {
            expensive.add(new Expensive(path, cost));
        }
    }

    /// @param name of what is too expensive
    static void one(String name, long cost, FieldPath path, FieldErrors errors) {
        if (cost > ONE_RULE) {
            errors.forbidden(path, tooMuch(name, cost, ONE_RULE));
        }
    }

    /// When all is too much: those that cost most, then the sum.
    public void check(FieldPath schema, FieldErrors errors) {
        if (total <= WHOLE_SCHEMA) {
            return;
        }
        expensive.stream()
                .sorted(Comparator.comparingLong(Expensive::cost).reversed())
                .limit(MOST_TOLD)
                .forEach(rule ->
                        errors.forbidden(
                                rule.path(),
                                "contributed to estimated rule cost total exceeding cost limit for"
                                        + " entire OpenAPIv3 schema"));
        errors.forbidden(
                schema,
                tooMuch(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3"
                                + " schema",
                        total,
                        WHOLE_SCHEMA));
    }

    private static String tooMuch(String name, long cost, long limit) {
        double factor = (double) cost / limit;
        var text =
                factor > 100
                        ? "more than 100x"
                        : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
        return name + " exceeds budget by factor of " + text + ADVICE;
    }
}
