package dev.jong.foundation;

/// How far whoever reads a metric may rely on its name and labels (KEP-1209).
public enum Stability {
    /// Says nothing about it: what Prometheus' own libraries tell of a process.
    NONE,
    INTERNAL,
    ALPHA,
    BETA,
    STABLE
}
