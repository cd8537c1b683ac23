package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three servers with three members of etcd, on a machine each: one is killed, one is cut off, one
/// is cut off from the other servers only, and all are restarted in turn, while clients write,
/// list, watch and wait for controllers and scheduler.
class ThreeServersScenarioTest {
    /// When nothing is expected any more: well before TCP gives a silent peer up, after a quarter
    /// of an hour.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int CLIENT = 4;

    /// Requests that were made again, of which a failure tells.
    private static final int SHOWN = 20;

    @TempDir private Path folder = Path.of("");
    private final PrivateNetwork network = new PrivateNetwork(CLIENT);
    private final List<ServerMachine> servers = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        var first = ServerMachine.first(network, folder);
        servers.add(first);
        servers.add(first.joinedBy(2, folder));
        servers.add(first.joinedBy(3, folder));
        first.start("");
        first.awaitReady();
        for (var further : servers.subList(1, 3)) {
            further.start(token());
        }
        for (var further : servers.subList(1, 3)) {
            further.awaitReady();
        }
    }

    private String token() throws IOException {
        return Files.readString(servers.getFirst().home().serverToken()).strip();
    }

    @AfterEach
    void leaveNothing() {
        network.close();
        servers.forEach(ServerMachine::close);
    }

    @Test
    void losesNothingWhenServersAreKilledCutOffAndRestarted() throws IOException {
        try (var load = load()) {
            goesOn(load, "at first");
            killOne(load);
            cutOneOff(load);
            cutOneOffFromTheOthers(load);
            var soFar = requestsMadeAgain(load).size();
            restartInTurn(load);
            // Its member of etcd ends with a server: a change may meet the choice of another
            // leader.
            assertThat(requestsMadeAgain(load).stream().skip(soFar))
                    .allSatisfy(request ->
                            assertThat(request)
                                    .containsAnyOf("etcd did not say", "etcd does not answer"));
            end(load);
        }
        removeOne();
    }

    /// A server that will not come back; the others go on without its member.
    private void removeOne() {
        servers.getLast().kill();
        var first = servers.getFirst();
        assertThat(first.jong("members", "list").orFail().output())
                .containsPattern("s3 .* DOES NOT ANSWER")
                .containsPattern("s1 .* answers");
        first.jong("members", "remove", "s3").orFail();
        assertThat(first.jong("members", "list").orFail().output().lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("answers"));
    }

    private Background load() {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ClusterLoad.class.getName(),
                                servers.getFirst().home().kubeconfig().toString()));
        servers.forEach(server -> command.add(server.url()));
        return network.on(CLIENT, Map.of()).start(command);
    }

    private void killOne(Background load) throws IOException {
        servers.get(0).kill();
        goesOn(load, "after a server was killed");
        servers.get(0).start("");
        servers.get(0).awaitReady();
    }

    private void cutOneOff(Background load) {
        network.unplug(2);
        goesOn(load, "after a server was cut off");
        network.plug(2);
        goesOn(load, "after it was connected again");
    }

    /// Clients still reach it: it may answer, but not with the past.
    private void cutOneOffFromTheOthers(Background load) {
        network.separate(3, 1);
        network.separate(3, 2);
        goesOn(load, "after a server was cut off from the others");
        network.rejoin(3);
        goesOn(load, "after it reached them again");
    }

    private void restartInTurn(Background load) throws IOException {
        for (var server : servers) {
            server.stop();
            server.start(token());
            server.awaitReady();
            goesOn(load, "after a server was restarted");
        }
    }

    private static void end(Background load) throws IOException {
        load.process().getOutputStream().close();
        await().atMost(PATIENCE).until(() -> load.output().contains("\nover\n"));
        assertThat(load.output().lines())
                .noneMatch(line -> line.startsWith("wrong "))
                .contains("relisted wherever 0");
    }

    /// Each writer is answered, controllers and scheduler work: two pieces of each, for one may
    /// have been on its way, so that no request from before is under way any more. Says how long
    /// that took.
    private static void goesOn(Background load, String when) {
        var words = new ArrayList<>(ClusterLoad.WRITERS);
        words.addAll(List.of("reconciled", "scheduled"));
        var before = words.stream().map(word -> last(load, word)).toList();
        long start = System.nanoTime();
        await(when)
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    for (var i = 0; i < words.size(); i++) {
                        assertThat(last(load, words.get(i)))
                                .as("%s %s; again: %s", words.get(i), when, lastAgain(load))
                                .isGreaterThan(before.get(i) + 1);
                    }
                });
        System.out.printf("%s: went on after %.1f s%n", when, (System.nanoTime() - start) / 1e9);
    }

    private static int last(Background load, String word) {
        var matcher = Pattern.compile("(?m)^" + word + " (\\d+)$").matcher(load.output());
        return matcher.results()
                .mapToInt(result -> Integer.parseInt(result.group(1)))
                .max()
                .orElse(0);
    }

    private static String lastAgain(Background load) {
        var again = requestsMadeAgain(load);
        return String.join("\n", again.subList(Math.max(0, again.size() - SHOWN), again.size()));
    }

    private static List<String> requestsMadeAgain(Background load) {
        return load.output().lines().filter(line -> line.startsWith("again ")).toList();
    }
}
