package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Control groups that Pods leave behind, in both versions of the hierarchy.
public final class Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /// Where the kubelet puts Pods, and where containerd puts what names no parent.
    private static final List<String> PODS = List.of("kubepods", "k8s.io");

    private Cgroups() {}

    /// Removes them as far as no process is in them: another runtime's may be there too.
    public static void removeEmpty() {
        for (var hierarchy : hierarchies()) {
            for (var name : PODS) {
                removeEmpty(hierarchy.resolve(name));
            }
        }
    }

    private static List<Path> hierarchies() {
        var all = new ArrayList<Path>();
        all.add(ROOT);
        if (!Files.exists(ROOT.resolve("cgroup.controllers"))) {
            try (var folders = Files.list(ROOT)) {
                folders.filter(Files::isDirectory).forEach(all::add);
            } catch (IOException e) {
                throw new ClusterException.Refused(
                        "cannot read " + ROOT + ": " + e.getMessage(), e);
            }
        }
        return all;
    }

    /// Other clusters' groups may vanish meanwhile: what is not there any more is not an error.
    private static void removeEmpty(Path group) {
        var children = group.toFile().listFiles(File::isDirectory);
        if (children != null) {
            for (var child : children) {
                removeEmpty(child.toPath());
            }
            // A plain rmdir: files of a control group vanish with it.
            var _ = group.toFile().delete();
        }
    }
}
