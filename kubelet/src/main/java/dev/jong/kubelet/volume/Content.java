package dev.jong.kubelet.volume;

import dev.jong.api.core.v1.KeyToPath;
import dev.jong.kubelet.linux.Mounts;
import dev.jong.kubelet.linux.Ownership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Volumes whose files are made by the kubelet.
public final class Content {
    static final int DEFAULT_MODE = 0644;

    private Content() {}

    /// The entries of `data` that `items` choose, at the paths they say; all, at their own names,
    /// where there are none.
    ///
    /// @param absent what to say of an entry that is not there and is not optional
    public static Map<String, Payload.File> choose(
            Map<String, byte[]> data,
            List<KeyToPath> items,
            @Nullable Integer mode,
            boolean optional,
            String absent) {
        int usual = mode == null ? DEFAULT_MODE : mode;
        var files = new HashMap<String, Payload.File>();
        if (items.isEmpty()) {
            data.forEach((name, content) -> files.put(name, new Payload.File(content, usual, -1)));
            return files;
        }
        for (var item : items) {
            var content = data.get(item.key());
            if (content != null) {
                var own = item.mode();
                files.put(
                        clean(item.path()),
                        new Payload.File(content, own == null ? usual : own, -1));
            } else if (!optional) {
                throw new VolumeFailure(absent + item.key());
            }
        }
        return files;
    }

    /// A relative path without superfluous separators.
    public static String clean(String path) {
        return Path.of(path).normalize().toString();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Shows the files at the volume's place, in memory where `secret`.
    public static Path write(
            VolumeRequest request, Map<String, Payload.File> files, boolean secret) {
        var folder = request.folder();
        try {
            Files.createDirectories(folder);
            if (secret && !Mounts.mounted(folder.toRealPath())) {
                Mounts.memory(folder, 0);
            }
            if (Ownership.mode(folder) != 0777 && request.group() == null) {
                Ownership.mode(folder, 0777);
            }
            var group = request.group();
            new AtomicFolder(folder)
                    .write(
                            new Payload(files),
                            fresh -> {
                                if (group != null) {
                                    Ownership.giveTo(fresh, group, true);
                                }
                            });
            if (group != null) {
                Ownership.group(folder, group);
                Ownership.mode(folder, 02777);
            }
            return folder;
        } catch (IOException e) {
            throw new VolumeFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
