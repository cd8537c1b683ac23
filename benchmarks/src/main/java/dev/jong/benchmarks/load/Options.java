package dev.jong.benchmarks.load;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the command line asked for.
record Options(
        Path kubeconfig,
        String scenario,
        int connections,
        long count,
        double seconds,
        int watchers,
        int nodes,
        String namespace,
        boolean json) {

    static final String USAGE =
            """
            usage: load --kubeconfig FILE [--scenario creates|pods|gets|lists|watches|mixed|all|scheduling]
                        [--connections 64] [--count 16000] [--seconds 30] [--watchers 1000] [--nodes 5000]
                        [--namespace NAME] [--json]\
            """;

    private static final List<String> KNOWN =
            List.of(
                    "kubeconfig",
                    "scenario",
                    "connections",
                    "count",
                    "seconds",
                    "watchers",
                    "nodes",
                    "namespace");

    static Options parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        boolean json = false;
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (name.equals("json")) {
                json = true;
            } else if (KNOWN.contains(name) && i + 1 < arguments.length) {
                given.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException(
                        "unknown or incomplete flag " + arguments[i] + "\n" + USAGE);
            }
        }
        String kubeconfig = given.get("kubeconfig");
        if (kubeconfig == null)
            throw new IllegalArgumentException("--kubeconfig is missing\n" + USAGE);
        return new Options(
                Path.of(kubeconfig),
                given.getOrDefault("scenario", "all"),
                Integer.parseInt(given.getOrDefault("connections", "64")),
                Long.parseLong(given.getOrDefault("count", "16000")),
                Double.parseDouble(given.getOrDefault("seconds", "30")),
                Integer.parseInt(given.getOrDefault("watchers", "1000")),
                Integer.parseInt(given.getOrDefault("nodes", "5000")),
                given.getOrDefault(
                        "namespace", "load-" + Long.toString(System.currentTimeMillis(), 36)),
                json);
    }
}
