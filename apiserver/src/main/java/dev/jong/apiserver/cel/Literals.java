package dev.jong.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.OptionalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong with constants before anything is evaluated: those that can be no duration,
/// time or regular expression, and lists and maps of several types.
final class Literals {
    private static final Set<String> READERS = Set.of("duration", "timestamp", "matches");

    private final CelAbstractSyntaxTree tree;
    private final List<CelIssue> issues = new ArrayList<>();

    private Literals(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /// @throws CelException.Invalid naming each
    static void check(CelAbstractSyntaxTree tree) {
        var literals = new Literals(tree);
        CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(literals::check);
        if (!literals.issues.isEmpty()) {
            throw new CelException.Invalid(
                    CelIssue.toDisplayString(literals.issues, tree.getSource()));
        }
    }

    private void check(CelNavigableExpr node) {
        var expression = node.expr();
        switch (expression.getKind()) {
            case CALL -> readable(expression.call());
            case LIST -> {
                if (!formatted(node)) {
                    var list = expression.list();
                    alike(list.elements(), list.optionalIndices()::contains);
                }
            }
            case MAP -> {
                if (!formatted(node)) {
                    var entries = expression.map().entries();
                    alike(entries.stream().map(CelExpr.CelMap.Entry::key).toList(), _ -> false);
                    alike(
                            entries.stream().map(CelExpr.CelMap.Entry::value).toList(),
                            at -> entries.get(at).optionalEntry());
                }
            }
            default -> {}
        }
    }

    /// What is to be formatted may be of any types.
    private static boolean formatted(CelNavigableExpr node) {
        for (var parent = node.parent(); parent.isPresent(); parent = parent.get().parent()) {
            if (parent.get().getKind() == Kind.CALL
                    && parent.get().expr().call().function().equals("format")) {
                return true;
            }
        }
        return false;
    }

    private void readable(CelExpr.CelCall call) {
        if (!READERS.contains(call.function()) || call.args().isEmpty()) {
            return;
        }
        var argument = call.args().getLast();
        if (argument.getKind() != Kind.CONSTANT
                || argument.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return;
        }
        var text = argument.constant().stringValue();
        var arguments =
                call.function().equals("matches") ? new Object[] {"", text} : new Object[] {text};
        try {
            var _ = Standard.FUNCTIONS.call(call.function(), arguments);
        } catch (CelException.Failed e) {
            issue(argument, "invalid " + call.function() + " argument");
        }
    }

    /// @param optional whether the part at a place is there only if it has a value
    private void alike(List<CelExpr> parts, IntPredicate optional) {
        @Nullable CelType first = null;
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var found = tree.getType(part.id()).orElse(null);
            var type =
                    optional.test(i) && found instanceof OptionalType option
                            ? option.parameters().getFirst()
                            : found;
            if (type == null || type.kind() == CelKind.DYN) {
                continue;
            }
            if (first == null) {
                first = type;
            } else if (!first.isAssignableFrom(type) && !type.isAssignableFrom(first)) {
                issue(
                        part,
                        "expected type '"
                                + CelTypes.format(first)
                                + "' but found '"
                                + CelTypes.format(type)
                                + "'");
                return;
            }
        }
    }

    private void issue(CelExpr expression, String message) {
        int offset = tree.getSource().getPositionsMap().getOrDefault(expression.id(), 0);
        tree.getSource()
                .getOffsetLocation(offset)
                .ifPresent(location ->
                        issues.add(CelIssue.formatError(expression.id(), location, message)));
    }
}
