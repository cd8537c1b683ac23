package dev.jong.benchmarks.load;

import java.io.IOException;
import java.util.List;

/// `load`: measures any API server through its kubeconfig, and prints a table or JSON.
public final class LoadGenerator {
    private LoadGenerator() {}

    public static void main(String[] arguments) {
        try {
            var options = Options.parse(arguments);
            var target = Target.of(options.kubeconfig());
            if (options.warmUp() > 0) run(target, options.forWarmUp());
            var results = run(target, options);
            System.out.println(options.json() ? Result.json(results) : Result.table(results));
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static List<Result> run(Target target, Options options) throws IOException {
        try (var connection = new ApiConnection(target)) {
            connection.call(
                    "POST", "/api/v1/namespaces", Objects.namespace(options.namespace()), false);
        }
        try {
            if (options.scenario().equals("scheduling"))
                return List.of(new Scheduling(target, options).run());
            return new Scenarios(target, options).run(options.scenario());
        } finally {
            if (!options.keep()) remove(target, options.namespace());
        }
    }

    private static void remove(Target target, String namespace) throws IOException {
        try (var connection = new ApiConnection(target)) {
            connection.call("DELETE", "/api/v1/namespaces/" + namespace, null, false);
        }
    }
}
