package dev.jong.apiserver.discovery;

import static dev.jong.foundation.Stability.BETA;

import dev.jong.api.Release;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Refusals;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpExchange;

/// `/version`
public final class ServerVersion {
    private static final String BUILT = "2026-01-01T00:00:00Z";
    private static final String LANGUAGE = "java" + Runtime.version().feature();

    private ServerVersion() {}

    private static String platform() {
        return "linux/" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
    }

    /// The same as a metric.
    public static void tell(Metrics metrics) {
        metrics.gauges(
                        BETA,
                        "kubernetes_build_info",
                        "1, with the version that runs and what it was built with.",
                        "build_date",
                        "compiler",
                        "git_commit",
                        "git_tree_state",
                        "git_version",
                        "go_version",
                        "major",
                        "minor",
                        "platform")
                .with(BUILT, "javac", "", "clean", Release.VERSION, LANGUAGE, "1", "36", platform())
                .set(1);
    }

    public static void answer(HttpExchange exchange, RequestInfo info) {
        Refusals.unlessGet(exchange);
        var document =
                Documents.object(
                        "major", Documents.text("1"),
                        "minor", Documents.text("36"),
                        "emulationMajor", Documents.text("1"),
                        "emulationMinor", Documents.text("36"),
                        "minCompatibilityMajor", Documents.text("1"),
                        "minCompatibilityMinor", Documents.text("35"),
                        "gitVersion", Documents.text(Release.VERSION),
                        "gitCommit", Documents.text(""),
                        "gitTreeState", Documents.text("clean"),
                        "buildDate", Documents.text(BUILT),
                        "goVersion", Documents.text(LANGUAGE),
                        "compiler", Documents.text("javac"),
                        "platform", Documents.text(platform()));
        Answers.tree(exchange, 200, document, Accepted.of(exchange, false).plainly());
    }
}
