package dev.jong.systemtests.scenario;

import static org.awaitility.Awaitility.await;

import dev.jong.cluster.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A cluster in one of several homes on a machine, of which one runs at a time.
record ClusterHome(PrivateMachine machine, Home home) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern EVENT =
            Pattern.compile("\"type\":\"ADDED\".*?\"metadata\":\\{[^{}]*?\"name\":\"([^\"]+)\"");
    private static final Pattern GOES_ON = Pattern.compile("goes on at (\\d+)\\.");

    /// Which a cluster forgets by itself.
    private static final Predicate<String> TRANSIENT =
            resource -> resource.startsWith("events") || resource.equals("componentstatuses");

    static ClusterHome of(PrivateMachine machine, Path folder) {
        return new ClusterHome(machine, new Home(folder));
    }

    Shell.Result jong(String... arguments) {
        return machine.jongIn(home.root(), arguments);
    }

    /// `jong server …` with a node, once it is ready.
    Background serve(String... flags) {
        var words = new ArrayList<>(List.of("server"));
        words.addAll(List.of(flags));
        var server = machine.startJongIn(home.root(), words);
        new ServerProcess(home, server).awaitReady();
        return server;
    }

    Shell.Result kubectl(String... arguments) {
        return machine.run(kubectl(List.of(arguments)), "");
    }

    Background startKubectl(String... arguments) {
        return machine.start(kubectl(List.of(arguments)));
    }

    private List<String> kubectl(List<String> arguments) {
        var command = new ArrayList<>(List.of("kubectl", "--kubeconfig"));
        command.add(home.kubeconfig().toString());
        command.addAll(arguments);
        return command;
    }

    /// resourceVersions of all objects of all kinds, by what identifies each.
    Map<String, Long> versions() {
        var resources =
                kubectl("api-resources", "--verbs=list", "-o", "name")
                        .orFail()
                        .output()
                        .lines()
                        .filter(TRANSIENT.negate())
                        .collect(Collectors.joining(","));
        var template =
                "{{range .items}}{{.kind}} {{.metadata.name}} {{.metadata.uid}}"
                        + " {{.metadata.resourceVersion}}{{\"\\n\"}}{{end}}";
        return kubectl("get", resources, "--all-namespaces", "-o", "go-template=" + template)
                .orFail()
                .output()
                .lines()
                .filter(line -> !line.startsWith("Warning: "))
                .map(line -> line.split(" ", -1))
                .collect(
                        Collectors.toMap(
                                words -> words[0] + " " + words[1] + " " + words[2],
                                words -> Long.parseLong(words[3])));
    }

    /// Moves the stopped cluster's state.
    ///
    /// @param direction `to` or `from` an etcd of its own
    /// @return the revision at which it goes on
    long migrate(String direction) {
        var said = jong("store", "migrate", direction, "--own-etcd").orFail().output();
        return GOES_ON.matcher(said)
                .results()
                .mapToLong(result -> Long.parseLong(result.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
    }

    /// What a watcher of the ConfigMaps is shown that goes on from a version.
    sealed interface Watched {
        /// Names of what was created, in order, up to the one that it waited for.
        record Created(List<String> names) implements Watched {}

        /// It is told to list again.
        record Expired() implements Watched {}
    }

    /// @param last after whose creation nothing more is of interest
    Watched watchFrom(long version, String last) {
        var path = "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=" + version;
        try (var watch = startKubectl("get", "--raw", path)) {
            return await("a watch from " + version)
                    .atMost(PATIENCE)
                    .until(
                            () -> watched(watch.output(), last),
                            seen ->
                                    !(seen instanceof Watched.Created(var names))
                                            || names.contains(last));
        }
    }

    private static Watched watched(String output, String last) {
        if (output.contains("\"code\":410") || output.contains("(Expired)")) {
            return new Watched.Expired();
        }
        var names =
                EVENT.matcher(output).results().map((MatchResult event) -> event.group(1)).toList();
        return new Watched.Created(
                names.contains(last) ? names.subList(0, names.indexOf(last) + 1) : names);
    }
}
