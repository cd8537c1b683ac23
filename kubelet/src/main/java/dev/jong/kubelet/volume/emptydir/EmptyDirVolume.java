package dev.jong.kubelet.volume.emptydir;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Volume;
import dev.jong.kubelet.linux.Mounts;
import dev.jong.kubelet.linux.Ownership;
import dev.jong.kubelet.volume.VolumeFailure;
import dev.jong.kubelet.volume.VolumeKind;
import dev.jong.kubelet.volume.VolumeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// `emptyDir`, on disk or (`medium: Memory`) in memory.
public final class EmptyDirVolume implements VolumeKind {
    @Override
    public boolean handles(Volume volume) {
        return volume.emptyDir() != null;
    }

    @Override
    public String folderName() {
        return "kubernetes.io~empty-dir";
    }

    @Override
    public Path prepare(VolumeRequest request) {
        var source = Objects.requireNonNull(request.volume().emptyDir());
        var medium = Objects.requireNonNullElse(source.medium(), "");
        var folder = request.folder();
        try {
            boolean fresh = !Files.exists(folder);
            Files.createDirectories(folder);
            switch (medium) {
                case "" -> {}
                case "Memory" -> {
                    if (!Mounts.mounted(folder.toRealPath())) {
                        Mounts.memory(folder, memory(request, source.sizeLimit()));
                        fresh = true;
                    }
                }
                default -> throw new VolumeFailure("unknown storage medium \"" + medium + "\"");
            }
            if (fresh) {
                Ownership.mode(folder, 0777);
                var group = request.group();
                if (group != null) {
                    Ownership.giveTo(folder, group, false);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new VolumeFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /// The smallest of the volume's limit, the containers' memory limits together, and the node's
    /// memory.
    private static long memory(
            VolumeRequest request, @org.jspecify.annotations.Nullable Quantity limit) {
        long node = request.allocatable().getOrDefault("memory", Quantity.ZERO).value();
        long pod = 0;
        for (var container : request.pod().spec().containers()) {
            var own = container.resources().limits().get("memory");
            if (own == null) {
                pod = node;
                break;
            }
            pod += own.value();
        }
        long size = pod > 0 && (node <= 0 || pod < node) ? pod : node;
        return limit != null && limit.value() > 0 && (size <= 0 || limit.value() < size)
                ? limit.value()
                : size;
    }
}
