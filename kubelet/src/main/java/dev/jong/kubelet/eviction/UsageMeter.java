package dev.jong.kubelet.eviction;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import dev.jong.kubelet.runtime.ContainerUsage;
import dev.jong.kubelet.runtime.Runtime;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Measures what Pods use; done only when something has run short, because it looks at every file.
///
/// @param root the kubelet's folder
/// @param logs Pods' logs
record UsageMeter(Runtime runtime, Path root, Path logs)
        implements Function<List<Pod>, List<PodUsage>> {
    private static final String EMPTY_DIRS = "volumes/kubernetes.io~empty-dir";

    @Override
    public List<PodUsage> apply(List<Pod> pods) {
        var byPod = runtime.usage().stream().collect(Collectors.groupingBy(ContainerUsage::podUid));
        return pods.stream().map(pod -> of(pod, byPod.getOrDefault(uid(pod), List.of()))).toList();
    }

    private PodUsage of(Pod pod, List<ContainerUsage> usages) {
        var memory = new HashMap<String, Long>();
        var disk = new HashMap<String, Long>();
        var folder =
                logs.resolve(
                        pod.metadata().namespace() + "_" + pod.metadata().name() + "_" + uid(pod));
        for (var usage : usages) {
            memory.merge(usage.name(), usage.workingSetBytes(), Long::sum);
            disk.merge(
                    usage.name(),
                    usage.writableBytes() + bytesIn(folder.resolve(usage.name())),
                    Long::sum);
        }
        var volumes = root.resolve("pods").resolve(uid(pod)).resolve(EMPTY_DIRS);
        long inVolumes =
                pod.spec().volumes().stream()
                        .filter(UsageMeter::onDisk)
                        .mapToLong(volume -> bytesIn(volumes.resolve(volume.name())))
                        .sum();
        return new PodUsage(pod, memory, disk, inVolumes);
    }

    private static boolean onDisk(Volume volume) {
        var folder = volume.emptyDir();
        return folder != null && !Objects.equals(folder.medium(), "Memory");
    }

    private static String uid(Pod pod) {
        return Objects.requireNonNullElse(pod.metadata().uid(), "");
    }

    /// Files that go while this looks are no longer counted.
    static long bytesIn(Path folder) {
        var sum = new long[1];
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes known) {
                            sum[0] += known.size();
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException _) {
            // What was counted so far.
        }
        return sum[0];
    }
}
