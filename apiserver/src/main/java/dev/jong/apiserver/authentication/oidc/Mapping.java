package dev.jong.apiserver.authentication.oidc;

import dev.jong.apiserver.cel.Program;

/// Where a part of a user comes from.
sealed interface Mapping {
    /// A claim, whose text gets a prefix.
    record Claim(String name, String prefix) implements Mapping {}

    record Expression(Program program) implements Mapping {}

    /// It has none.
    record Nowhere() implements Mapping {}
}
