package dev.jong.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.jong.api.Bytes;
import dev.jong.api.json.JsonNull;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns a checked expression into the steps of its evaluation. Each step charges what it costs.
final class Planner {
    private static final Set<String> TYPES =
            Set.of(
                    "bool",
                    "int",
                    "uint",
                    "double",
                    "string",
                    "bytes",
                    "list",
                    "map",
                    "type",
                    "null_type",
                    "optional_type",
                    "google.protobuf.Timestamp",
                    "google.protobuf.Duration");

    private final CelAbstractSyntaxTree tree;
    private final Functions functions;

    private Planner(CelAbstractSyntaxTree tree, Functions functions) {
        this.tree = tree;
        this.functions = functions;
    }

    static Node plan(CelAbstractSyntaxTree tree, Functions functions) {
        return new Planner(tree, functions).node(tree.getExpr());
    }

    private Node node(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> constant(value(expression.constant()));
            case IDENT -> variable(expression, expression.ident().name());
            case SELECT -> select(expression);
            case CALL -> call(expression.call());
            case LIST -> list(expression.list());
            case STRUCT -> struct(expression.struct());
            case MAP -> map(expression.map());
            case COMPREHENSION -> Loop.of(expression.comprehension(), this::node);
            case NOT_SET -> throw new CelException.Invalid("unsupported expression");
        };
    }

    private record Constant(Object value) implements Node {
        @Override
        public Object evaluate(Frame frame) {
            return value;
        }
    }

    private static Node constant(Object value) {
        return new Constant(value);
    }

    static Object value(CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> JsonNull.NULL;
            case BOOLEAN_VALUE -> constant.booleanValue();
            case INT64_VALUE -> constant.int64Value();
            case UINT64_VALUE -> new Unsigned(constant.uint64Value().longValue());
            case DOUBLE_VALUE -> constant.doubleValue();
            case STRING_VALUE -> constant.stringValue();
            case BYTES_VALUE -> Bytes.of(constant.bytesValue().toByteArray());
            default -> throw new CelException.Invalid("unsupported constant");
        };
    }

    private Node variable(CelExpr expression, String written) {
        var name = tree.getReference(expression.id()).map(known -> known.name()).orElse(written);
        if (TYPES.contains(name)) {
            return constant(new TypeName(name));
        }
        return frame -> {
            frame.charge(Charges.IDENT);
            return frame.variable(name);
        };
    }

    private Node select(CelExpr expression) {
        var select = expression.select();
        var reference = tree.getReference(expression.id());
        if (reference.isPresent() && reference.get().overloadIds().isEmpty()) {
            return variable(expression, reference.get().name());
        }
        var operand = node(select.operand());
        var field = select.field();
        return select.testOnly()
                ? frame -> Access.has(operand.evaluate(frame), field)
                : frame -> {
                    var target = operand.evaluate(frame);
                    frame.charge(Charges.IDENT);
                    return Access.field(target, field);
                };
    }

    private Node call(CelExpr.CelCall call) {
        var arguments = new ArrayList<Node>();
        call.target().ifPresent(target -> arguments.add(node(target)));
        call.args().forEach(argument -> arguments.add(node(argument)));
        return switch (call.function()) {
            case "_&&_" -> Logic.and(arguments);
            case "_||_" -> Logic.or(arguments);
            case "_?_:_" -> Logic.choice(arguments);
            case "@not_strictly_false" -> Logic.notStrictlyFalse(arguments.getFirst());
            case "_[_]" -> strict(arguments, Access::index);
            case "_?._", "_[?_]" -> strict(arguments, Access::optional);
            case "or" -> Logic.orOptional(arguments);
            case "orValue" -> Logic.orValue(arguments);
            default -> function(call.function(), arguments);
        };
    }

    private interface Binary {
        Object apply(Object target, Object key);
    }

    private static Node strict(List<Node> arguments, Binary access) {
        var target = arguments.getFirst();
        var key = arguments.getLast();
        return frame -> {
            var from = target.evaluate(frame);
            var at = key.evaluate(frame);
            frame.charge(Charges.IDENT);
            return access.apply(from, at);
        };
    }

    private Node function(String name, List<Node> nodes) {
        if (!functions.knows(name)) {
            throw new CelException.Invalid("unsupported function '" + name + "'");
        }
        var parameters = nodes.toArray(Node[]::new);
        return frame -> {
            var arguments = new Object[parameters.length];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = parameters[i].evaluate(frame);
            }
            var result = functions.call(name, arguments);
            frame.charge(Charges.of(name, arguments, result));
            return result;
        };
    }

    /// A list of constants is one itself, and costs nothing.
    private Node list(CelExpr.CelList list) {
        var items = list.elements().stream().map(this::node).toList();
        var optional = Set.copyOf(list.optionalIndices());
        if (!items.isEmpty()
                && optional.isEmpty()
                && items.stream().allMatch(Constant.class::isInstance)) {
            return constant(items.stream().map(item -> ((Constant) item).value()).toList());
        }
        return frame -> {
            var made = new ArrayList<Object>(items.size());
            for (int i = 0; i < items.size(); i++) {
                var item = items.get(i).evaluate(frame);
                if (optional.contains(i)) {
                    ((Optional<?>) item).ifPresent(made::add);
                } else {
                    made.add(item);
                }
            }
            frame.charge(Charges.LIST);
            return Collections.unmodifiableList(made);
        };
    }

    private record Entry(Node key, Node value, boolean optional) {}

    private Node map(CelExpr.CelMap map) {
        var entries =
                map.entries().stream()
                        .map(entry ->
                                new Entry(
                                        node(entry.key()),
                                        node(entry.value()),
                                        entry.optionalEntry()))
                        .toList();
        return frame -> {
            var made = made(entries, frame);
            frame.charge(Charges.MAP);
            return made;
        };
    }

    private static Map<Object, Object> made(List<Entry> entries, Frame frame) {
        var made = new LinkedHashMap<Object, Object>();
        for (var entry : entries) {
            var key = entry.key.evaluate(frame);
            var value = entry.value.evaluate(frame);
            if (Values.find(made, key) != null) {
                throw new CelException.Failed("Failed with repeated key");
            }
            if (entry.optional) {
                ((Optional<?>) value).ifPresent(present -> made.put(key, present));
            } else {
                made.put(key, value);
            }
        }
        return made;
    }

    private Node struct(CelExpr.CelStruct struct) {
        var entries =
                struct.entries().stream()
                        .map(entry ->
                                new Entry(
                                        constant(entry.fieldKey()),
                                        node(entry.value()),
                                        entry.optionalEntry()))
                        .toList();
        var type = struct.messageName();
        return frame -> {
            var made = made(entries, frame);
            frame.charge(Charges.STRUCT);
            return new StructValue(type, made);
        };
    }
}
