package dev.jong.apiserver.custom.rule;

import dev.jong.api.GoText;
import dev.jong.api.Schema;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.cel.Budget;
import dev.jong.apiserver.cel.CelException;
import dev.jong.apiserver.cel.CelFigures;
import dev.jong.apiserver.cel.Program;
import dev.jong.apiserver.cel.SchemaView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Evaluates the rules of a custom resource's schema over an object.
///
/// Rules that name `oldSelf` are asked only where there was a value before. What did not change may
/// go on breaking other rules: that is a warning, not an error (ratcheting, KEP-4008).
public final class ObjectRules {
    private static final int LONGEST_MESSAGE = 5 * 1024;
    private static final String NO_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will"
                    + " be run";

    private final List<FieldError> errors = new ArrayList<>();
    private final Consumer<String> warnings;
    private final boolean ratchets;
    private final Budget budget = new Budget(Budget.RULES);

    private ObjectRules(Consumer<String> warnings, boolean ratchets) {
        this.warnings = warnings;
        this.ratchets = ratchets;
    }

    /// No further rule is evaluated.
    private static final class Exhausted extends RuntimeException {
        Exhausted() {
            super(null, null, false, false);
        }
    }

    /// Compiles the rules of a schema when the first object comes.
    ///
    /// @return (object, object before or null, where warnings go) → what is wrong
    public static Checker of(Schema.Struct schema, CelFigures figures) {
        return new Checker(schema, figures);
    }

    /// What is wrong with a value that may not stay wrong.
    ///
    /// @param path where it stands
    static List<FieldError> check(
            RuleTree rules, JsonValue value, @Nullable JsonValue old, FieldPath path) {
        var checking = new ObjectRules(_ -> {}, false);
        checking.run(rules, value, old, path);
        return checking.errors;
    }

    private void run(
            RuleTree rules, JsonValue value, @Nullable JsonValue old, @Nullable FieldPath path) {
        try {
            value(rules, value, old, old != null && old.equals(value), path);
        } catch (Exhausted _) {
            // told among the errors
        }
    }

    /// The rules of one schema. Any thread.
    public static final class Checker {
        private final Schema.Struct schema;
        private final CelFigures figures;

        /// Both guarded by `this`.
        private boolean compiled;

        private @Nullable RuleTree tree;

        private Checker(Schema.Struct schema, CelFigures figures) {
            this.schema = schema;
            this.figures = figures;
        }

        /// What is wrong with an object.
        ///
        /// @param object whole, with its metadata
        /// @param old the object before an update; null for a new one
        public List<FieldError> check(
                JsonObject object, @Nullable JsonObject old, Consumer<String> warnings) {
            var rules = tree();
            if (rules == null) {
                return List.of();
            }
            var checking = new ObjectRules(warnings, true);
            long start = System.nanoTime();
            checking.run(rules, object, old, null);
            figures.evaluatedSince(start);
            return checking.errors;
        }

        public boolean isEmpty() {
            return tree() == null;
        }

        private synchronized @Nullable RuleTree tree() {
            if (!compiled) {
                long start = System.nanoTime();
                tree = RuleTree.of(schema);
                compiled = true;
                if (tree != null) {
                    figures.compiledSince(start);
                }
            }
            return tree;
        }
    }

    /// @param old null when it cannot be told
    /// @param unchanged whether what is around the value, as far as it can be told, is as it was
    private void value(
            RuleTree tree,
            JsonValue value,
            @Nullable JsonValue old,
            boolean unchanged,
            @Nullable FieldPath path) {
        if (value instanceof JsonNull) {
            return;
        }
        boolean same = old == null ? unchanged : old.equals(value);
        rules(tree, value, old, same, path);
        for (var part : tree.parts()) {
            value(part, value, old, false, path);
        }
        switch (value) {
            case JsonArray array when tree.others() != null -> items(tree, array, old, same, path);
            case JsonObject object -> fields(tree, object, old, same, path);
            default -> {}
        }
    }

    private void items(
            RuleTree tree,
            JsonArray array,
            @Nullable JsonValue old,
            boolean same,
            @Nullable FieldPath path) {
        var others = tree.others();
        if (others == null || !(tree.schema() instanceof Schema.ListOf list)) {
            return;
        }
        for (int i = 0; i < array.size(); i++) {
            var before = Correlation.item(old, list, array.get(i));
            boolean unchanged = same && (before != null || list.type() != Schema.ListType.MAP);
            var at = path == null ? FieldPath.of("").index(i) : path.index(i);
            value(others, array.get(i), before, unchanged, at);
        }
    }

    private void fields(
            RuleTree tree,
            JsonObject object,
            @Nullable JsonValue old,
            boolean same,
            @Nullable FieldPath path) {
        object.fields()
                .forEach((name, field) -> {
                    var declared = tree.fields().get(name);
                    var below =
                            declared == null && !isDeclared(tree, name) ? tree.others() : declared;
                    if (below != null) {
                        var at =
                                declared != null
                                        ? child(path, name)
                                        : path == null ? FieldPath.of(name) : path.key(name);
                        value(below, field, Correlation.field(old, name), same && old == null, at);
                    }
                });
    }

    private static boolean isDeclared(RuleTree tree, String name) {
        return tree.schema() instanceof Schema.Struct struct && struct.field(name) != null;
    }

    private static FieldPath child(@Nullable FieldPath path, String name) {
        return path == null ? FieldPath.of(name) : path.child(name);
    }

    private void rules(
            RuleTree tree,
            JsonValue value,
            @Nullable JsonValue old,
            boolean same,
            @Nullable FieldPath path) {
        var where = RuleErrors.text(path);
        for (var compiled : tree.rules()) {
            var program = compiled.program();
            if (program == null) {
                if (!compiled.problem().isEmpty()) {
                    errors.add(
                            RuleErrors.failed(
                                    where,
                                    tree.schema(),
                                    "rule compile error: " + compiled.problem()));
                }
                continue;
            }
            if (compiled.usesOldSelf() && old == null && !compiled.rule().isOptional()) {
                continue;
            }
            if (!holds(
                    compiled, program, variables(tree, value, old, compiled.rule()), where, tree)) {
                report(compiled, tree, value, old, same && !compiled.usesOldSelf(), path);
            }
        }
    }

    private static Function<String, @Nullable Object> variables(
            RuleTree tree, JsonValue value, @Nullable JsonValue old, Rule rule) {
        return name ->
                switch (name) {
                    case "self" -> SchemaView.of(value, tree.schema());
                    case "oldSelf" -> {
                        if (rule.isOptional()) {
                            yield old == null
                                    ? Optional.empty()
                                    : Optional.of(SchemaView.of(old, tree.schema()));
                        }
                        yield old == null ? null : SchemaView.of(old, tree.schema());
                    }
                    default -> null;
                };
    }

    /// Errors of the evaluation are told here.
    private boolean holds(
            CompiledRule compiled,
            Program program,
            Function<String, @Nullable Object> variables,
            String where,
            RuleTree tree) {
        try {
            return Boolean.TRUE.equals(program.evaluate(variables, budget));
        } catch (CelException.OutOfBudget e) {
            errors.add(RuleErrors.failed(where, tree.schema(), NO_BUDGET));
            throw new Exhausted();
        } catch (CelException.TooCostly e) {
            errors.add(
                    RuleErrors.failed(
                            where,
                            tree.schema(),
                            "'"
                                    + e.getMessage()
                                    + "': no further validation rules will be run due to call cost"
                                    + " exceeds limit for rule: "
                                    + compiled.rule().shown()));
            throw new Exhausted();
        } catch (CelException e) {
            var rule = compiled.rule().shown();
            var message = String.valueOf(e.getMessage());
            errors.add(
                    RuleErrors.failed(
                            where,
                            tree.schema(),
                            message.startsWith("no such overload")
                                    ? "'"
                                            + message
                                            + "': call arguments did not match a supported"
                                            + " operator, function or macro signature for rule: "
                                            + rule
                                    : message + " evaluating rule: " + rule));
            return true;
        }
    }

    private void report(
            CompiledRule compiled,
            RuleTree tree,
            JsonValue value,
            @Nullable JsonValue old,
            boolean unchanged,
            @Nullable FieldPath path) {
        var rule = compiled.rule();
        var suffix = FieldPaths.normal(rule.fieldPath(), tree.schema());
        var where =
                suffix.isEmpty()
                        ? RuleErrors.text(path)
                        : path == null ? suffix : path + "." + suffix;
        var made = message(compiled, variables(tree, value, old, rule), where, tree);
        var detail =
                made.isEmpty()
                        ? rule.message().isEmpty() ? "failed rule: " + rule.shown() : rule.shown()
                        : made;
        var error = RuleErrors.broken(where, value, tree.schema(), detail, rule.reason());
        if (ratchets && unchanged) {
            warnings.accept(error.toString());
        } else {
            errors.add(error);
        }
    }

    /// Empty when there is no fit message.
    private String message(
            CompiledRule compiled,
            Function<String, @Nullable Object> variables,
            String where,
            RuleTree tree) {
        var program = compiled.message();
        if (program == null) {
            return "";
        }
        try {
            var value = program.evaluate(variables, budget);
            var text = value instanceof String message ? message.strip() : "";
            return text.length() > LONGEST_MESSAGE || text.contains("\n") ? "" : text;
        } catch (CelException.OutOfBudget e) {
            errors.add(
                    RuleErrors.failed(
                            where,
                            tree.schema(),
                            "messageExpression evaluation failed due to running out of cost"
                                    + " budget, no further validation rules will be run"));
            throw new Exhausted();
        } catch (CelException.TooCostly e) {
            errors.add(
                    RuleErrors.failed(
                            where,
                            tree.schema(),
                            "no further validation rules will be run due to call cost exceeds"
                                    + " limit for messageExpression: "
                                    + GoText.quote(program.text())));
            throw new Exhausted();
        } catch (CelException e) {
            return "";
        }
    }
}
