package dev.jong.kubelet.node;

import dev.jong.api.Quantity;
import dev.jong.api.Release;
import dev.jong.api.core.v1.NodeSystemInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the machine is and has, from /proc and /sys.
public final class Machine {
    private static final long MOST_PODS = 110;

    private Machine() {}

    /// Processors, memory, disk and places for Pods.
    ///
    /// @param folder on the file system that Pods write to
    static Map<String, Quantity> capacity(Path folder) {
        var capacity = new HashMap<String, Quantity>();
        capacity.put("cpu", Quantity.of(java.lang.Runtime.getRuntime().availableProcessors()));
        capacity.put("memory", Quantity.parse(memoryBytes() / 1024 + "Ki"));
        capacity.put("pods", Quantity.of(MOST_PODS));
        capacity.put("hugepages-2Mi", Quantity.ZERO);
        capacity.put("hugepages-1Gi", Quantity.ZERO);
        try {
            capacity.put(
                    "ephemeral-storage",
                    Quantity.parse(Files.getFileStore(folder).getTotalSpace() / 1024 + "Ki"));
        } catch (IOException _) {
            // A machine that does not tell its disk has none to give.
        }
        return capacity;
    }

    static long memoryBytes() {
        return read("/proc/meminfo")
                .lines()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(java.lang.Runtime.getRuntime().maxMemory());
    }

    static NodeSystemInfo systemInfo(String containerRuntime) {
        return NodeSystemInfo.builder()
                .machineId(read("/etc/machine-id").strip())
                .systemUuid(firstOf(List.of("/sys/class/dmi/id/product_uuid", "/etc/machine-id")))
                .bootId(read("/proc/sys/kernel/random/boot_id").strip())
                .kernelVersion(System.getProperty("os.version", ""))
                .osImage(osImage())
                .containerRuntimeVersion(containerRuntime)
                .kubeletVersion(Release.VERSION)
                .operatingSystem("linux")
                .architecture(architecture())
                .build();
    }

    public static String architecture() {
        return switch (System.getProperty("os.arch", "")) {
            case "aarch64" -> "arm64";
            case "amd64", "x86_64" -> "amd64";
            default -> System.getProperty("os.arch", "");
        };
    }

    private static String osImage() {
        return read("/etc/os-release")
                .lines()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse("Linux");
    }

    private static String firstOf(List<String> files) {
        return files.stream()
                .map(file -> read(file).strip())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /// Empty where it cannot be read.
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException _) {
            return "";
        }
    }
}
