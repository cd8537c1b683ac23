package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.PodQos;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Pod's control group, in each of the kernel's hierarchies (version 1) or in the one (version
/// 2).
final class PodCgroup {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private PodCgroup() {}

    /// `/kubepods/burstable/pod<uid>`; guaranteed Pods stand directly below the root. Empty where
    /// `root` is.
    static String path(String root, Pod pod) {
        if (root.isEmpty()) {
            return "";
        }
        var quality = PodQos.compute(pod);
        var below =
                quality.equals(PodQos.GUARANTEED)
                        ? ""
                        : "/" + quality.toLowerCase(java.util.Locale.ROOT);
        return root + below + "/pod" + PodKey.text(pod.metadata().uid());
    }

    /// Gives the Pod its share of the processors among other Pods.
    static void create(String path, Pod pod) throws IOException {
        long milli = 0;
        for (var container : pod.spec().containers()) {
            var cpu = container.resources().requests().get("cpu");
            milli += cpu == null ? 0 : cpu.milliValue();
        }
        var group = ROOT.resolve("cpu").resolve(path.substring(1));
        if (Files.isDirectory(ROOT.resolve("cpu"))) {
            Files.createDirectories(group);
            Files.writeString(
                    group.resolve("cpu.shares"), Long.toString(KernelLimits.shares(milli)));
            if (PodQos.compute(pod).equals(PodQos.BEST_EFFORT)) {
                Files.writeString(group.resolveSibling("cpu.shares"), "2");
            }
        }
    }

    /// Removes a Pod's groups everywhere; what is still in use stays.
    static void remove(String root, String podUid) throws IOException {
        if (root.isEmpty()) {
            return;
        }
        for (var hierarchy : hierarchies()) {
            for (var quality : List.of("", "burstable", "besteffort")) {
                var group =
                        hierarchy
                                .resolve(root.substring(1))
                                .resolve(quality)
                                .resolve("pod" + podUid);
                if (Files.isDirectory(group)) {
                    removeTree(group);
                }
            }
        }
    }

    private static List<Path> hierarchies() throws IOException {
        if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
            return List.of(ROOT);
        }
        var found = new ArrayList<Path>();
        try (var children = Files.list(ROOT)) {
            children.filter(child -> Files.isDirectory(child) && !Files.isSymbolicLink(child))
                    .forEach(found::add);
        }
        return found;
    }

    private static void removeTree(Path group) throws IOException {
        try (var children = Files.list(group)) {
            for (var child : children.filter(Files::isDirectory).toList()) {
                removeTree(child);
            }
        }
        try {
            Files.delete(group);
        } catch (NoSuchFileException | DirectoryNotEmptyException _) {
            // Gone already, or a process is still leaving.
        } catch (java.nio.file.FileSystemException _) {
            // Busy: the runtime removes it with its last process.
        }
    }
}
