package dev.jong.systemtests.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

/// What `examples/hello.yaml` makes of a cluster.
record HelloApplication(ClusterHome cluster) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String GREETING = "Hello from Jong";

    void apply() {
        var file = PrivateMachine.repository().resolve("examples/hello.yaml");
        cluster.kubectl("apply", "-f", file.toString()).orFail();
    }

    void awaitRollout() {
        kubectl("rollout", "status", "deployment/hello", "--timeout=180s").orFail();
    }

    /// Once clients have answers again and all replicas are there.
    void awaitAnswer() {
        await().atMost(PATIENCE).until(() -> answer().contains(GREETING));
        awaitRollout();
    }

    Shell.Result kubectl(String... arguments) {
        return cluster.kubectl(inNamespace(arguments));
    }

    private static String[] inNamespace(String... arguments) {
        var all = new java.util.ArrayList<>(List.of("-n", "hello"));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    /// Names of the Pods that run and stay.
    List<String> pods() {
        return kubectl(
                        "get",
                        "pods",
                        "-l",
                        "app=hello",
                        "--field-selector=status.phase=Running",
                        "-o",
                        "go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{\"\\n\"}}{{end}}{{end}}")
                .orFail()
                .output()
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /// Identities of the containers, with how often each was restarted.
    String containers() {
        return kubectl(
                        "get",
                        "pods",
                        "-l",
                        "app=hello",
                        "--sort-by=.metadata.name",
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.name}{range .status.containerStatuses[*]} {.containerID} {.restartCount}{end}{\"\\n\"}{end}")
                .orFail()
                .output();
    }

    /// What the node port says on the machine's address, empty when nothing.
    String answer() {
        return fetch("http://" + cluster.machine().address() + ":30080/");
    }

    String fetch(String url) {
        return cluster.machine().run("curl", "-s", "-m", "5", url).output();
    }
}
