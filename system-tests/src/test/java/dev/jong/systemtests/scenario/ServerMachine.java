package dev.jong.systemtests.scenario;

import dev.jong.cluster.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One of several servers of a cluster, on a machine of a [PrivateNetwork], with a member of etcd.
final class ServerMachine implements AutoCloseable {
    private static final int PORT = 6443;

    private final PrivateNetwork network;
    private final int number;
    private final Home home;
    private final List<String> words;
    private @Nullable Background server;

    /// @param words behind `jong server`
    private ServerMachine(PrivateNetwork network, int number, Path folder, List<String> words) {
        this.network = network;
        this.number = number;
        this.home = new Home(folder.resolve("home" + number));
        this.words = words;
    }

    static ServerMachine first(PrivateNetwork network, Path folder) {
        return new ServerMachine(network, 1, folder, List.of("--own-etcd"));
    }

    /// One that joins this one.
    ///
    /// @param folder for its home
    ServerMachine joinedBy(int other, Path folder) {
        return new ServerMachine(network, other, folder, List.of("--join", url()));
    }

    int number() {
        return number;
    }

    Home home() {
        return home;
    }

    String url() {
        return "https://" + network.address(number) + ":" + PORT;
    }

    /// `./jong …` on this machine.
    Shell.Result jong(String... arguments) {
        return network.on(number, environment("")).run(command(List.of(arguments)), "");
    }

    private Map<String, String> environment(String token) {
        var environment = new HashMap<>(Map.of("JONG_HOME", home.root().toString()));
        environment.put("JONG_JAVA_OPTS", "-Xmx512m");
        if (!token.isEmpty()) {
            environment.put("JONG_SERVER_TOKEN", token);
        }
        return environment;
    }

    private List<String> command(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(PrivateMachine.repository().resolve("jong").toString());
        command.addAll(arguments);
        command.addAll(List.of("--node-name", "s" + number));
        return command;
    }

    /// @param token of the cluster, empty for the first server
    void start(String token) {
        var arguments = new ArrayList<>(List.of("server", "--without-node"));
        arguments.addAll(words);
        try {
            Files.deleteIfExists(home.state());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
        server = network.on(number, environment(token)).start(command(arguments));
    }

    void awaitReady() {
        new ServerProcess(home, running()).awaitReady();
    }

    private Background running() {
        var running = server;
        if (running == null) {
            throw new IllegalStateException("server " + number + " was not started");
        }
        return running;
    }

    /// As when the power fails.
    void kill() {
        network.kill(number);
        running().process().onExit().join();
    }

    /// As an administrator does.
    void stop() {
        running().process().destroy();
        running().process().onExit().join();
    }

    /// What it said.
    String output() {
        return running().output();
    }

    @Override
    public void close() {
        var running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }
}
