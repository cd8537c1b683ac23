package dev.jong.apiserver.cel;

import static dev.jong.foundation.Stability.BETA;

import dev.jong.foundation.Metrics;

/// How long rules of custom resources take, under upstream's names.
///
/// @param compiled seconds, for all rules of a schema together
/// @param evaluated seconds, for all rules about an object together
public record CelFigures(Metrics.Distribution compiled, Metrics.Distribution evaluated) {
    /// Counts nothing.
    public static final CelFigures NONE = new CelFigures(_ -> {}, _ -> {});

    private static final double NANOS_PER_SECOND = 1e9;

    public static CelFigures of(Metrics metrics) {
        return new CelFigures(
                metrics.histograms(
                                BETA,
                                "apiserver_cel_compilation_duration_seconds",
                                "How long it took to compile the rules of a schema, in seconds.",
                                Metrics.SECONDS)
                        .with(),
                metrics.histograms(
                                BETA,
                                "apiserver_cel_evaluation_duration_seconds",
                                "How long it took to evaluate the rules about an object, in seconds.",
                                Metrics.SECONDS)
                        .with());
    }

    /// @param start of [System#nanoTime]
    public void compiledSince(long start) {
        compiled.observe((System.nanoTime() - start) / NANOS_PER_SECOND);
    }

    /// @param start of [System#nanoTime]
    public void evaluatedSince(long start) {
        evaluated.observe((System.nanoTime() - start) / NANOS_PER_SECOND);
    }
}
