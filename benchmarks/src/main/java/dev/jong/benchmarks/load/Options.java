package dev.jong.benchmarks.load;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the command line asked for.
///
/// @param warmUp seconds of the same calls beforehand that do not count, in a namespace of their
///   own
/// @param keep whether what was made stays, so that the server's memory can be looked at
/// @param pid of the server, whose memory is looked at; 0 for none
/// @param watchesPerConnection 1: by HTTP/1.1, else by HTTP/2
/// @param rate changes per second while watches are measured
record Options(
        Path kubeconfig,
        String scenario,
        int connections,
        long count,
        double seconds,
        double warmUp,
        int watchers,
        int watchesPerConnection,
        int rate,
        int nodes,
        String namespace,
        boolean keep,
        boolean json,
        long pid) {

    /// The same for a short time, in another namespace.
    Options forWarmUp() {
        return new Options(
                kubeconfig,
                scenario,
                connections,
                count,
                warmUp,
                0,
                watchers,
                watchesPerConnection,
                rate,
                nodes,
                namespace + "-warm",
                false,
                json,
                pid);
    }

    static final String USAGE =
            """
            usage: load --kubeconfig FILE [--scenario creates|pods|gets|lists|watches|mixed|all|scheduling|definitions]
                        [--connections 64] [--count 16000] [--seconds 30] [--warm-up 0]
                        [--watchers 1000] [--watches-per-connection 1] [--rate 300] [--nodes 5000]
                        [--namespace NAME] [--keep] [--json] [--pid PROCESS]\
            """;

    private static final List<String> KNOWN =
            List.of(
                    "kubeconfig",
                    "scenario",
                    "connections",
                    "count",
                    "seconds",
                    "warm-up",
                    "watchers",
                    "watches-per-connection",
                    "rate",
                    "nodes",
                    "namespace",
                    "pid");

    static Options parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        boolean json = false;
        boolean keep = false;
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (name.equals("json")) {
                json = true;
            } else if (name.equals("keep")) {
                keep = true;
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
                Double.parseDouble(given.getOrDefault("warm-up", "0")),
                Integer.parseInt(given.getOrDefault("watchers", "1000")),
                Integer.parseInt(given.getOrDefault("watches-per-connection", "1")),
                Integer.parseInt(given.getOrDefault("rate", "300")),
                Integer.parseInt(given.getOrDefault("nodes", "5000")),
                given.getOrDefault(
                        "namespace", "load-" + Long.toString(System.currentTimeMillis(), 36)),
                keep,
                json,
                Long.parseLong(given.getOrDefault("pid", "0")));
    }
}
