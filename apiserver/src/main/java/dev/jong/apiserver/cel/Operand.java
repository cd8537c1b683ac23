package dev.jong.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call's target or argument, as far as it is known before any value is.
///
/// @param path from a variable; empty when it comes from none
/// @param size null when nothing is known of it
record Operand(List<String> path, CelType type, CelExpr expression, @Nullable Range size) {
    Operand {
        path = List.copyOf(path);
    }

    Range sizeOrUnknown() {
        return size == null ? Range.UNKNOWN : size;
    }
}
