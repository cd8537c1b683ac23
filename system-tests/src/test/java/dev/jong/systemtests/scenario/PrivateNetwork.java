package dev.jong.systemtests.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Machines within the machine, network namespaces, with a cable each to one switch, which is a
/// namespace too. Nothing of it touches the machine's own network.
final class PrivateNetwork implements AutoCloseable {
    private static final Shell OUTSIDE = new Shell(List.of(), Map.of());
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final String SUBNET = "198.51.100.";
    private static final int FIRST = 10;

    private final String name =
            "jong-net-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet();
    private final String hub = name + "-hub";
    private final int machines;

    /// @param machines how many; they are numbered from 1
    PrivateNetwork(int machines) {
        this.machines = machines;
        OUTSIDE.run("ip", "netns", "add", hub).orFail();
        ip(hub, "link", "add", "bridge0", "type", "bridge");
        ip(hub, "link", "set", "bridge0", "up");
        for (var number = 1; number <= machines; number++) {
            add(number);
        }
    }

    private void add(int number) {
        var machine = namespace(number);
        OUTSIDE.run("ip", "netns", "add", machine).orFail();
        ip(machine, "link", "set", "lo", "up");
        ip(
                machine,
                "link",
                "add",
                "eth0",
                "type",
                "veth",
                "peer",
                "name",
                port(number),
                "netns",
                hub);
        ip(hub, "link", "set", port(number), "master", "bridge0");
        ip(hub, "link", "set", port(number), "up");
        ip(machine, "addr", "add", address(number) + "/24", "dev", "eth0");
        ip(machine, "link", "set", "eth0", "up");
    }

    private String namespace(int number) {
        return name + "-" + number;
    }

    private static String port(int number) {
        return "port" + number;
    }

    private static void ip(String namespace, String... arguments) {
        var command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(arguments));
        OUTSIDE.run(command, "").orFail();
    }

    String address(int number) {
        return SUBNET + (FIRST + number);
    }

    /// Runs commands on a machine.
    Shell on(int number, Map<String, String> environment) {
        return new Shell(List.of("nsenter", "--net=/run/netns/" + namespace(number)), environment);
    }

    /// Pulls a machine's cable.
    void unplug(int number) {
        ip(hub, "link", "set", port(number), "down");
    }

    void plug(int number) {
        ip(hub, "link", "set", port(number), "up");
    }

    /// Nothing that one of the two sends reaches the other any more; third machines reach both.
    void separate(int number, int other) {
        on(number, Map.of())
                .run(
                        List.of("nft", "-f", "-"),
                        """
                        table ip apart {
                            chain from { type filter hook input priority 0; ip saddr %1$s drop; }
                            chain to { type filter hook output priority 0; ip daddr %1$s drop; }
                        }
                        """
                                .formatted(address(other)))
                .orFail();
    }

    /// Undoes each [#separate] of a machine.
    void rejoin(int number) {
        on(number, Map.of()).run("nft", "delete", "table", "ip", "apart").orFail();
    }

    /// Ends every process of a machine as when the power fails.
    void kill(int number) {
        var pids = OUTSIDE.run("ip", "netns", "pids", namespace(number)).output().split("\\s+");
        for (var pid : pids) {
            if (!pid.isBlank()) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Override
    public void close() {
        for (var number = 1; number <= machines; number++) {
            kill(number);
            OUTSIDE.run("ip", "netns", "delete", namespace(number));
        }
        OUTSIDE.run("ip", "netns", "delete", hub);
    }
}
