package dev.jong.apiserver.cel;

/// One step of a compiled expression.
@FunctionalInterface
interface Node {
    /// @throws CelException when there is no value
    Object evaluate(Frame frame);
}
