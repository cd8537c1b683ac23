package dev.jong.benchmarks.load;

import java.io.IOException;
import java.security.Security;
import java.util.List;
import org.conscrypt.Conscrypt;

/// `load`: measures any API server through its kubeconfig, and prints a table or JSON.
public final class LoadGenerator {
    private LoadGenerator() {}

    public static void main(String[] arguments) {
        try {
            useNativeTls();
            var options = Options.parse(arguments);
            var target = Target.of(options.kubeconfig());
            var results = warmedUp(target, options);
            System.out.println(options.json() ? Result.json(results) : Result.table(results));
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /// Sockets that leave more of a shared machine to the server. They must be those on streams:
    /// the others would hold a virtual thread's carrier.
    private static void useNativeTls() {
        if (Conscrypt.isAvailable()) {
            Conscrypt.setUseEngineSocketByDefault(true);
            Security.insertProviderAt(Conscrypt.newProvider(), 1);
        }
    }

    /// What the warm-up made is removed at the end, so that its removal is not measured.
    private static List<Result> warmedUp(Target target, Options options) throws IOException {
        if (options.warmUp() == 0) return run(target, options);
        var before = options.forWarmUp();
        try {
            var _ = measure(target, before);
            return run(target, options);
        } finally {
            if (!options.keep()) remove(target, before.namespace());
        }
    }

    private static List<Result> run(Target target, Options options) throws IOException {
        try {
            return measure(target, options);
        } finally {
            if (!options.keep()) remove(target, options.namespace());
        }
    }

    private static List<Result> measure(Target target, Options options) throws IOException {
        try (var connection = new ApiConnection(target)) {
            connection.call(
                    "POST", "/api/v1/namespaces", Objects.namespace(options.namespace()), false);
        }
        return switch (options.scenario()) {
            case "scheduling" -> List.of(new Scheduling(target, options).run());
            case "definitions" -> new Definitions(target, options).run();
            default -> new Scenarios(target, options).run(options.scenario());
        };
    }

    private static void remove(Target target, String namespace) throws IOException {
        try (var connection = new ApiConnection(target)) {
            connection.call("DELETE", "/api/v1/namespaces/" + namespace, null, false);
        }
    }
}
