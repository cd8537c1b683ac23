package dev.jong.cluster.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Name servers that this machine asks.
public final class Resolvers {
    private static final int PORT = 53;

    /// systemd-resolved answers on a loopback address and keeps those behind it here.
    private static final Path BEHIND_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    private static final Path USUAL = Path.of("/etc/resolv.conf");

    private Resolvers() {}

    /// The file to give to Pods that use the node's names, too.
    public static Path file() {
        return read(USUAL).stream().allMatch(server -> server.getAddress().isLoopbackAddress())
                        && Files.isReadable(BEHIND_RESOLVED)
                ? BEHIND_RESOLVED
                : USUAL;
    }

    public static List<InetSocketAddress> ofMachine() {
        return read(file());
    }

    private static List<InetSocketAddress> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                    .map(words -> words[1])
                    .filter(server -> !server.contains("%"))
                    .map(server -> new InetSocketAddress(InetAddress.ofLiteral(server), PORT))
                    .toList();
        } catch (IOException | IllegalArgumentException _) {
            return List.of();
        }
    }
}
