package dev.jong.benchmarks.load;

import java.util.List;
import java.util.Locale;

/// One measured scenario: calls per second, percentiles in milliseconds, failures.
record Result(
        String scenario,
        long calls,
        long failures,
        double seconds,
        double p50,
        double p90,
        double p99,
        double megabytes) {

    static Result of(
            String scenario, Latencies latencies, long failures, double seconds, long bytes) {
        return new Result(
                scenario,
                latencies.count(),
                failures,
                seconds,
                latencies.percentile(0.5),
                latencies.percentile(0.9),
                latencies.percentile(0.99),
                bytes / 1e6);
    }

    double rate() {
        return seconds == 0 ? 0 : calls / seconds;
    }

    static String table(List<Result> results) {
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-28s %10s %8s %12s %9s %9s %9s %10s%n",
                        "scenario",
                        "calls",
                        "failed",
                        "per second",
                        "p50 ms",
                        "p90 ms",
                        "p99 ms",
                        "MB"));
        for (var result : results) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-28s %10d %8d %12.0f %9.2f %9.2f %9.2f %10.1f%n",
                            result.scenario(),
                            result.calls(),
                            result.failures(),
                            result.rate(),
                            result.p50(),
                            result.p90(),
                            result.p99(),
                            result.megabytes()));
        }
        return text.toString();
    }

    static String json(List<Result> results) {
        var text = new StringBuilder("[");
        for (var result : results) {
            if (text.length() > 1) text.append(',');
            text.append(
                    String.format(
                            Locale.ROOT,
                            "{\"scenario\":\"%s\",\"calls\":%d,\"failed\":%d,\"seconds\":%.3f,\"perSecond\":%.1f,\"p50Ms\":%.3f,\"p90Ms\":%.3f,\"p99Ms\":%.3f,\"megabytes\":%.3f}",
                            result.scenario(),
                            result.calls(),
                            result.failures(),
                            result.seconds(),
                            result.rate(),
                            result.p50(),
                            result.p90(),
                            result.p99(),
                            result.megabytes()));
        }
        return text.append(']').toString();
    }
}
