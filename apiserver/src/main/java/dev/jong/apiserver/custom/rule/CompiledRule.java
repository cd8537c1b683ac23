package dev.jong.apiserver.custom.rule;

import dev.jong.apiserver.cel.Program;
import org.jspecify.annotations.Nullable;

/// A rule ready to be evaluated, or why it cannot be.
///
/// @param program null when it cannot be compiled
/// @param message null when there is none, or when it cannot be compiled
/// @param problem empty when it can be compiled
/// @param messageProblem empty when the messageExpression can be compiled
/// @param usesOldSelf whether it is about a change
record CompiledRule(
        Rule rule,
        @Nullable Program program,
        @Nullable Program message,
        String problem,
        String messageProblem,
        boolean usesOldSelf) {}
