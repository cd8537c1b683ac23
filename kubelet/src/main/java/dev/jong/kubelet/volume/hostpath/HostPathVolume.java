package dev.jong.kubelet.volume.hostpath;

import dev.jong.api.core.v1.HostPathVolumeSource;
import dev.jong.api.core.v1.Volume;
import dev.jong.kubelet.linux.Ownership;
import dev.jong.kubelet.volume.VolumeFailure;
import dev.jong.kubelet.volume.VolumeKind;
import dev.jong.kubelet.volume.VolumeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// `hostPath` with its types.
public final class HostPathVolume implements VolumeKind {
    private static final int FORMAT = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK = 0060000;
    private static final int CHARACTER = 0020000;

    @Override
    public boolean handles(Volume volume) {
        return volume.hostPath() != null;
    }

    @Override
    public String folderName() {
        return "kubernetes.io~host-path";
    }

    @Override
    public Path prepare(VolumeRequest request) {
        return prepare(Objects.requireNonNull(request.volume().hostPath()));
    }

    /// Also of a PersistentVolume.
    public static Path prepare(HostPathVolumeSource source) {
        var path = Path.of(source.path());
        try {
            check(path, Objects.requireNonNullElse(source.type(), ""));
        } catch (IOException e) {
            throw new VolumeFailure("hostPath type check failed: " + e.getMessage(), e);
        }
        return path;
    }

    private static void check(Path path, String type) throws IOException {
        switch (type) {
            case "" -> {}
            case "DirectoryOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                    Ownership.mode(path, 0755);
                }
                require(Files.isDirectory(path), path, "a directory");
            }
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                    Ownership.mode(path, 0644);
                }
                require(Files.isRegularFile(path), path, "a file");
            }
            case "Directory" -> require(Files.isDirectory(path), path, "a directory");
            case "File" -> require(Files.isRegularFile(path), path, "a file");
            case "Socket" -> require(format(path) == SOCKET, path, "a socket file");
            case "CharDevice" -> require(format(path) == CHARACTER, path, "a character device");
            case "BlockDevice" -> require(format(path) == BLOCK, path, "a block device");
            default -> throw new VolumeFailure(type + " is an invalid volume type");
        }
    }

    private static int format(Path path) throws IOException {
        return Files.exists(path) ? (int) Files.getAttribute(path, "unix:mode") & FORMAT : 0;
    }

    private static void require(boolean met, Path path, String what) {
        if (!met) {
            throw new VolumeFailure("hostPath type check failed: " + path + " is not " + what);
        }
    }
}
