package dev.jong.apiserver.cel;

import java.util.List;
import java.util.Optional;

/// How long the texts, lists and maps of an expression's variables may be.
@FunctionalInterface
public interface Sizes {
    Sizes NONE = _ -> Optional.empty();

    /// The size of what a path leads to; empty when nothing is known of it.
    ///
    /// @param path below the variable: names of fields, `@items`, `@keys`, `@values`
    Optional<Range> at(List<String> path);
}
