package dev.jong.systemtests.difference;

import dev.jong.store.StoreOptions;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Asks two servers the same and prints how the answers differ: `DifferentialRun --reference
/// KUBECONFIG [--jong KUBECONFIG] [--seed N] [--each N] [--depth N] [--only pods,services] [--also
/// expired,types] [--history SECONDS] [--show text]`. Both servers must be fresh and without
/// controllers. Without `--jong` one is started in this process, which forgets old versions after
/// the time that `--history` says.
public final class DifferentialRun {
    private long seed = 1;
    private int each = 30;
    private int depth = 1;
    private @Nullable Path reference;
    private @Nullable Path ours;
    private Predicate<String> which = _ -> true;
    private Set<String> also = Set.of();
    private StoreOptions options = StoreOptions.DEFAULT;
    private @Nullable String shown;
    private @Nullable Path parts;

    private DifferentialRun() {}

    public static void main(String[] args) throws Exception {
        var run = new DifferentialRun();
        for (int i = 0; i + 1 < args.length; i += 2) {
            run.set(args[i], args[i + 1]);
        }
        var reference = run.reference;
        if (reference == null) {
            throw new IllegalArgumentException("--reference KUBECONFIG is missing");
        }
        var report = run.go(reference, System.out);
        System.out.print(report);
        if (run.parts != null) {
            Files.write(run.parts, report.parts());
        }
        System.exit(report.unexplained() == 0 ? 0 : 1);
    }

    private void set(String flag, String value) {
        switch (flag) {
            case "--reference" -> reference = Path.of(value);
            case "--jong" -> ours = Path.of(value);
            case "--seed" -> seed = Long.parseLong(value);
            case "--each" -> each = Integer.parseInt(value);
            case "--depth" -> depth = Integer.parseInt(value);
            case "--only" -> which = Set.of(value.split(","))::contains;
            case "--also" -> also = Set.of(value.split(","));
            case "--history" ->
                    options =
                            options.withHistory(
                                    Duration.ofSeconds(Long.parseLong(value)),
                                    options.historyRevisions());
            case "--show" -> shown = value;
            case "--parts" -> parts = Path.of(value);
            default -> throw new IllegalArgumentException("unknown flag " + flag);
        }
    }

    private Report go(Path kubeconfig, PrintStream out) throws Exception {
        var requests = Requests.of(seed, each, depth, which, also);
        try (var reference = Server.of(kubeconfig)) {
            if (ours != null) {
                try (var server = Server.of(ours)) {
                    return compare(requests, server, reference, out);
                }
            }
            try (var server = new LocalServer(options)) {
                return compare(requests, server.client(), reference, out);
            }
        }
    }

    private Report compare(List<Request> requests, Server ours, Server reference, PrintStream out)
            throws Exception {
        var report = new Report();
        for (var request : requests) {
            var left = ours.send(request);
            var right = reference.send(request);
            if (shown != null && request.name().contains(shown)) {
                out.println(request + "\n" + left + "\n" + right);
            }
            report.add(request, left, right);
        }
        return report;
    }
}
