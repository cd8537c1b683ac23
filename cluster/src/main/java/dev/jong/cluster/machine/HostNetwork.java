package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// What this machine's network must have for Pods: forwarding, and the bridge with the node's
/// addresses. Settings that are changed are remembered in a file and given back by [#restore].
public final class HostNetwork {
    private static final Path SYSCTL = Path.of("/proc/sys");

    /// Forwarding between Pods and the world; and packets between two Pods on one bridge must pass
    /// the rules, or an answer would not find its way back through a Service address.
    private static final Map<String, String> SETTINGS =
            Map.of("net/ipv4/ip_forward", "1", "net/bridge/bridge-nf-call-iptables", "1");

    private final String bridge;
    private final Path memory;

    public HostNetwork(String bridge, Path memory) {
        this.bridge = bridge;
        this.memory = memory;
    }

    /// @param addresses of the bridge, with prefix length
    public void prepare(List<String> addresses) {
        Program.find("modprobe")
                .ifPresent(program -> Program.run(List.of(program.toString(), "br_netfilter")));
        var former = remembered();
        SETTINGS.forEach((setting, wanted) -> {
            var file = SYSCTL.resolve(setting);
            if (Files.exists(file)) {
                var before = set(file, wanted);
                if (!before.equals(wanted)) {
                    former.putIfAbsent(setting, before);
                }
            }
        });
        remember(former);
        if (!exists()) {
            Program.require("ip", "link", "add", bridge, "type", "bridge");
        }
        Program.require("ip", "link", "set", bridge, "up");
        for (var address : addresses) {
            Program.require("ip", "address", "replace", address, "dev", bridge);
        }
    }

    /// Removes the bridge and gives the settings back.
    public void restore() {
        if (exists()) {
            Program.require("ip", "link", "delete", bridge);
        }
        remembered().forEach((setting, before) -> set(SYSCTL.resolve(setting), before));
        try {
            Files.deleteIfExists(memory);
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot delete " + memory + ": " + e.getMessage(), e);
        }
    }

    private boolean exists() {
        return Files.exists(Path.of("/sys/class/net", bridge));
    }

    private static String set(Path file, String value) {
        try {
            var before = Files.readString(file).strip();
            if (!before.equals(value)) {
                Files.writeString(file, value);
            }
            return before;
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot set "
                            + SYSCTL.relativize(file)
                            + " to "
                            + value
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private TreeMap<String, String> remembered() {
        var settings = new TreeMap<String, String>();
        if (Files.exists(memory)) {
            try {
                var properties = new Properties();
                properties.load(new StringReader(Files.readString(memory)));
                properties
                        .stringPropertyNames()
                        .forEach(name -> settings.put(name, properties.getProperty(name)));
            } catch (IOException e) {
                throw new ClusterException.Refused(
                        "cannot read " + memory + ": " + e.getMessage(), e);
            }
        }
        return settings;
    }

    private void remember(Map<String, String> settings) {
        try {
            var properties = new Properties();
            properties.putAll(settings);
            var text = new StringWriter();
            properties.store(text, null);
            Files.writeString(memory, text.toString());
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot write " + memory + ": " + e.getMessage(), e);
        }
    }
}
