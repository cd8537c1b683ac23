package dev.jong.apiserver.discovery;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.HttpExchange;

/// `/version`
public final class ServerVersion {
    public static final String GIT_VERSION = "v1.36.2+jong";

    private ServerVersion() {}

    public static void answer(HttpExchange exchange, RequestInfo info) {
        var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        var document =
                Documents.object(
                        "major", Documents.text("1"),
                        "minor", Documents.text("36"),
                        "emulationMajor", Documents.text("1"),
                        "emulationMinor", Documents.text("36"),
                        "minCompatibilityMajor", Documents.text("1"),
                        "minCompatibilityMinor", Documents.text("35"),
                        "gitVersion", Documents.text(GIT_VERSION),
                        "gitCommit", Documents.text(""),
                        "gitTreeState", Documents.text("clean"),
                        "buildDate", Documents.text("2026-01-01T00:00:00Z"),
                        "goVersion", Documents.text("java" + Runtime.version().feature()),
                        "compiler", Documents.text("javac"),
                        "platform", Documents.text("linux/" + architecture));
        Answers.tree(exchange, 200, document, Accepted.of(exchange, false).plainly());
    }
}
