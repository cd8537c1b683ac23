package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A machine within the machine: a network namespace with an address and a default route of its
/// own, an empty home and an empty `$JONG_HOME`. A cluster in it meets neither other clusters nor
/// the machine's own network.
final class PrivateMachine implements AutoCloseable {
    private static final String ADDRESS = "198.51.100.10";
    private static final String GATEWAY = "198.51.100.1";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Shell OUTSIDE = new Shell(List.of(), Map.of());

    /// Classes may have one each at the same time.
    private static final AtomicInteger MADE = new AtomicInteger();

    private final String namespace =
            "jong-test-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet();
    private final Path home;
    private final boolean ownDisk;
    private final Shell inside;
    private final Path launcher = repository().resolve("jong");

    PrivateMachine() {
        this("");
    }

    /// With a home on a disk of its own.
    ///
    /// @param diskSize as `mount` takes it, `400m`
    static PrivateMachine withDiskOf(String diskSize) {
        return new PrivateMachine(diskSize);
    }

    private PrivateMachine(String diskSize) {
        OUTSIDE.run("ip", "netns", "add", namespace).orFail();
        ip("link", "set", "lo", "up");
        ip("link", "add", "eth0", "type", "veth", "peer", "name", "outside0");
        ip("addr", "add", ADDRESS + "/24", "dev", "eth0");
        ip("link", "set", "eth0", "up");
        ip("link", "set", "outside0", "up");
        ip("route", "add", "default", "via", GATEWAY);
        home = temporaryFolder();
        ownDisk = !diskSize.isEmpty();
        if (ownDisk) {
            OUTSIDE.run("mount", "-t", "tmpfs", "-o", "size=" + diskSize, "jong", home.toString())
                    .orFail();
        }
        inside =
                new Shell(
                        List.of("nsenter", "--net=/run/netns/" + namespace),
                        Map.of(
                                "HOME",
                                home.toString(),
                                "JONG_HOME",
                                jongHome().toString(),
                                "KUBECONFIG",
                                ""));
    }

    Path jongHome() {
        return home.resolve(".jong");
    }

    /// The folder of the machine's user, in which [#jongHome] is.
    Path home() {
        return home;
    }

    String address() {
        return ADDRESS;
    }

    /// `./jong …`
    Shell.Result jong(String... arguments) {
        return run(launcher.toString(), arguments);
    }

    /// The same for another `$JONG_HOME` on this machine.
    Shell.Result jongIn(Path otherHome, String... arguments) {
        return run(commandIn(otherHome, List.of(arguments)), "");
    }

    /// The same without waiting for its end.
    Background startJongIn(Path otherHome, List<String> arguments) {
        return start(commandIn(otherHome, arguments));
    }

    private List<String> commandIn(Path otherHome, List<String> arguments) {
        var all = new java.util.ArrayList<String>();
        all.add("env");
        all.add("JONG_HOME=" + otherHome);
        all.add(launcher.toString());
        all.addAll(arguments);
        return all;
    }

    Shell.Result kubectl(String... arguments) {
        return run("kubectl", arguments);
    }

    Shell.Result apply(String manifest) {
        return inside.run(List.of("kubectl", "apply", "-f", "-"), manifest);
    }

    Shell.Result run(String command, String... arguments) {
        var all = new java.util.ArrayList<String>();
        all.add(command);
        all.addAll(List.of(arguments));
        return inside.run(all, "");
    }

    Shell.Result run(List<String> command, String input) {
        return inside.run(command, input);
    }

    Background start(List<String> command) {
        return inside.start(command);
    }

    static Path repository() {
        return Path.of("").toAbsolutePath().getParent();
    }

    /// Waits until no network device has one of these words in its description: the kernel removes
    /// those of a namespace some time after it.
    void awaitNoLinkOf(String... words) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(run("ip", "-o", "link").output()).doesNotContain(words));
    }

    /// Waits until no process is there that was told of a folder: who is killed takes a moment to
    /// end.
    static void awaitNoProcessOf(Path folder) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(ProcessHandle.allProcesses())
                                .extracting(process -> process.info().commandLine().orElse(""))
                                .noneMatch(command -> command.contains(folder.toString())));
    }

    /// Removes the namespace and the home; whatever still runs in the namespace is ended first.
    @Override
    public void close() {
        for (var pid : OUTSIDE.run("ip", "netns", "pids", namespace).output().split("\\s+")) {
            if (!pid.isBlank())
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        OUTSIDE.run("ip", "netns", "delete", namespace);
        if (ownDisk) {
            OUTSIDE.run("umount", "-l", home.toString());
        }
        delete(home);
    }

    private void ip(String... arguments) {
        var command = new java.util.ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(arguments));
        OUTSIDE.run(command, "").orFail();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("jong-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
