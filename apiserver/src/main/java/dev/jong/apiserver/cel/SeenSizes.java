package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an estimate has found out about the parts of an expression: where their values stand, and
/// how large they and what is in them can be. One use.
final class SeenSizes {
    private static final CelType NO_TYPE = SimpleType.DYN;

    private final CelAbstractSyntaxTree tree;
    private final Sizes known;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Range> sizes = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Variable>> variables = new HashMap<>();

    SeenSizes(CelAbstractSyntaxTree tree, Sizes known) {
        this.tree = tree;
        this.known = known;
    }

    /// Sizes of keys or places, and of values, of a list or map.
    record Entries(boolean list, Range keys, Range values) {
        Entries or(Entries other) {
            return new Entries(list, keys.or(other.keys), values.or(other.values));
        }
    }

    record Variable(List<String> path, @Nullable Range size, @Nullable Entries entries) {}

    void putPath(long expression, List<String> path) {
        paths.put(expression, path);
    }

    void putSize(long expression, Range size) {
        sizes.put(expression, size);
    }

    void putEntries(long expression, Entries inside) {
        entries.put(expression, inside);
    }

    void push(String name, Variable variable) {
        variables.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(variable);
    }

    void pop(String name) {
        var stack = variables.get(name);
        if (stack != null) {
            stack.pop();
        }
    }

    @Nullable Variable variable(String name) {
        var stack = variables.get(name);
        return stack == null ? null : stack.peek();
    }

    private @Nullable Variable variable(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? variable(expression.ident().name())
                : null;
    }

    List<String> path(CelExpr expression) {
        var variable = variable(expression);
        return variable == null ? paths.getOrDefault(expression.id(), List.of()) : variable.path();
    }

    static List<String> below(List<String> path, String step) {
        return ImmutableList.<String>builder().addAll(path).add(step).build();
    }

    CelType type(CelExpr expression) {
        return tree.getType(expression.id()).orElse(NO_TYPE);
    }

    Operand operand(CelExpr expression) {
        return new Operand(path(expression), type(expression), expression, size(expression));
    }

    Range sizeOrUnknown(CelExpr expression) {
        var size = size(expression);
        return size == null ? Range.UNKNOWN : size;
    }

    @Nullable Range size(CelExpr expression) {
        var computed = sizes.get(expression.id());
        if (computed != null) {
            return computed;
        }
        var written = written(expression);
        if (written.isPresent()) {
            return Range.of(written.get());
        }
        var path = path(expression);
        var found =
                path.isEmpty() ? Optional.<Range>empty() : known.at(path.subList(1, path.size()));
        if (found.isPresent()) {
            sizes.put(expression.id(), found.get());
            return found.get();
        }
        if (isPlain(type(expression))) {
            return Range.ONE;
        }
        var variable = variable(expression);
        return variable == null ? null : variable.size();
    }

    private static Optional<Long> written(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT ->
                    switch (expression.constant().getKind()) {
                        case STRING_VALUE -> {
                            var text = expression.constant().stringValue();
                            yield Optional.of((long) text.codePointCount(0, text.length()));
                        }
                        case BYTES_VALUE ->
                                Optional.of((long) expression.constant().bytesValue().size());
                        default -> Optional.of(1L);
                    };
            case LIST -> Optional.of((long) expression.list().elements().size());
            case MAP -> Optional.of((long) expression.map().entries().size());
            default -> Optional.empty();
        };
    }

    private static boolean isPlain(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            case OPAQUE ->
                    type instanceof OptionalType optional
                            && isPlain(optional.parameters().getFirst());
            default -> false;
        };
    }

    void copySizes(CelExpr to, CelExpr from) {
        var size = size(from);
        if (size != null) {
            sizes.put(to.id(), size);
        }
        var inside = entries(from);
        if (inside != null) {
            entries.put(to.id(), inside);
        }
    }

    @Nullable Entries entries(CelExpr expression) {
        var computed = entries.get(expression.id());
        if (computed != null) {
            return computed;
        }
        var variable = variable(expression);
        return variable == null ? null : variable.entries();
    }
}
