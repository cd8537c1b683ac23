package dev.jong.systemtests.openapi;

import dev.jong.systemtests.difference.LocalServer;
import dev.jong.systemtests.difference.Server;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Prints how our OpenAPI documents differ from others: `OpenApiRun [--document FILE] [--reference
/// KUBECONFIG] [--jong KUBECONFIG]`. The file holds a document of version 2, plain or gzipped; of a
/// server all documents are compared, of both versions. Without `--jong` a server of ours is
/// started in this process. Ends with 1 when a difference is not explained.
public final class OpenApiRun {
    private @Nullable Path document;
    private @Nullable Path reference;
    private @Nullable Path ours;

    private OpenApiRun() {}

    public static void main(String[] args) throws Exception {
        var run = new OpenApiRun();
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException(args[args.length - 1] + " lacks a value");
        }
        for (int i = 0; i < args.length; i += 2) {
            run.set(args[i], Path.of(args[i + 1]));
        }
        if (run.document == null && run.reference == null) {
            throw new IllegalArgumentException(
                    "nothing to compare with: give --document FILE or --reference KUBECONFIG");
        }
        var report = run.go();
        System.out.print(report);
        System.exit(report.unexplained().isEmpty() ? 0 : 1);
    }

    private void set(String flag, Path value) {
        switch (flag) {
            case "--document" -> document = value;
            case "--reference" -> reference = value;
            case "--jong" -> ours = value;
            default -> throw new IllegalArgumentException("unknown flag " + flag);
        }
    }

    private OpenApiReport go() throws Exception {
        if (ours != null) {
            try (var server = Server.of(ours)) {
                return compare(server);
            }
        }
        try (var server = new LocalServer()) {
            return compare(server.client());
        }
    }

    private OpenApiReport compare(Server server) throws Exception {
        var comparison = new OpenApiComparison(server);
        if (document != null) {
            comparison.with(document);
        }
        if (reference != null) {
            try (var other = Server.of(reference)) {
                comparison.with(other);
            }
        }
        return comparison.report();
    }
}
