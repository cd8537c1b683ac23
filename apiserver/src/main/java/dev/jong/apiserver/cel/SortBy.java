package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.Optional;
import java.util.Set;

/// `list.sortBy(x, key)`: binds the list, maps it to its keys and sorts it by them.
final class SortBy {
    private static final String INPUT = "@__sortBy_input__";
    private static final Set<Kind> SORTABLE =
            Set.of(Kind.LIST, Kind.SELECT, Kind.IDENT, Kind.COMPREHENSION, Kind.CALL);

    static final CelMacro MACRO = CelMacro.newReceiverMacro("sortBy", 2, SortBy::expand);

    private SortBy() {}

    private static Optional<CelExpr> expand(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        if (!SORTABLE.contains(target.getKind())) {
            return Optional.of(
                    factory.reportError(
                            "sortBy can only be applied to a list, identifier, comprehension, call"
                                    + " or select expression"));
        }
        var keys =
                CelStandardMacro.MAP
                        .getDefinition()
                        .getExpander()
                        .expandMacro(factory, factory.newIdentifier(INPUT), arguments)
                        .orElseThrow();
        var sorted =
                factory.newReceiverCall(
                        "@sortByAssociatedKeys", factory.newIdentifier(INPUT), keys);
        return Optional.of(
                factory.fold(
                        "#unused",
                        factory.newList(),
                        INPUT,
                        target,
                        factory.newBoolLiteral(false),
                        factory.newIdentifier(INPUT),
                        sorted));
    }
}
