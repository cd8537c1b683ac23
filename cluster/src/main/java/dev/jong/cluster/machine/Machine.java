package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Facts about this machine.
public final class Machine {
    private Machine() {}

    public static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
                    && uid == 0;
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    /// The host name in the form that a Node may carry.
    public static String nodeName() {
        try {
            var name =
                    Files.readString(Path.of("/proc/sys/kernel/hostname"))
                            .strip()
                            .toLowerCase(Locale.ROOT);
            return name.isEmpty() || name.startsWith("(") ? "localhost" : name;
        } catch (IOException _) {
            return "localhost";
        }
    }

    /// The address by which others reach this machine: that of the default route's interface, else
    /// the first that is neither loopback nor ours.
    public static InetAddress address(String ownInterfaces) {
        try {
            var preferred = defaultRouteInterface();
            var candidates = new ArrayList<InetAddress>();
            for (var network : NetworkInterface.networkInterfaces().toList()) {
                if (!network.isUp()
                        || network.isLoopback()
                        || network.getName().startsWith(ownInterfaces)) {
                    continue;
                }
                var addresses =
                        network.inetAddresses().filter(Inet4Address.class::isInstance).toList();
                candidates.addAll(
                        network.getName().equals(preferred) ? 0 : candidates.size(), addresses);
            }
            return candidates.isEmpty()
                    ? InetAddress.ofLiteral("127.0.0.1")
                    : candidates.getFirst();
        } catch (SocketException e) {
            throw new ClusterException.Refused(
                    "this machine's network addresses cannot be read: " + e.getMessage(), e);
        }
    }

    private static String defaultRouteInterface() {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/net/route"))) {
                var fields = line.split("\\s+", -1);
                if (fields.length > 1 && fields[1].equals("00000000")) {
                    return fields[0];
                }
            }
        } catch (IOException _) {
            // No such file outside of Linux: then no interface is preferred.
        }
        return "";
    }

    /// What the kernel lacks to run containers, each as a phrase.
    public static List<String> missingKernelFeatures() {
        var missing = new ArrayList<String>();
        if (!hasControlGroups()) {
            missing.add("control groups (nothing is mounted at /sys/fs/cgroup)");
        }
        if (!Files.exists(Path.of("/proc/self/ns/net"))) {
            missing.add("network namespaces");
        }
        if (!hasFilesystem("overlay")) {
            missing.add("the overlay filesystem (modprobe overlay)");
        }
        return missing;
    }

    /// Either version of the hierarchy.
    private static boolean hasControlGroups() {
        try (var content = Files.list(Path.of("/sys/fs/cgroup"))) {
            return content.findAny().isPresent();
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean hasFilesystem(String name) {
        if (listsFilesystem(name)) {
            return true;
        }
        Program.find("modprobe")
                .ifPresent(program -> Program.run(List.of(program.toString(), name)));
        return listsFilesystem(name);
    }

    private static boolean listsFilesystem(String name) {
        try (var lines = Files.lines(Path.of("/proc/filesystems"))) {
            return lines.anyMatch(line -> line.endsWith("\t" + name));
        } catch (IOException _) {
            return false;
        }
    }
}
