package dev.jong.kubelet.volume;

import dev.jong.foundation.FolderTree;
import dev.jong.kubelet.linux.Ownership;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A folder whose whole content changes at once for its readers: the files stand in a hidden dated
/// folder, `..data` points at it, and each visible name points through `..data`.
final class AtomicFolder {
    private static final String DATA = "..data";
    private static final String NEXT = "..data_tmp";

    private final Path folder;

    AtomicFolder(Path folder) {
        this.folder = folder;
    }

    /// Makes the folder show `payload`; answers whether anything had to change. `prepare` sees the
    /// new files before readers do.
    boolean write(Payload payload, Consumer<Path> prepare) throws IOException {
        Files.createDirectories(folder);
        var data = folder.resolve(DATA);
        var before =
                Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
        if (before != null && same(before, payload)) {
            linkNames(payload);
            return false;
        }
        var fresh = Files.createTempDirectory(folder, "..fresh_");
        Ownership.mode(fresh, 0755);
        for (var entry : payload.ordered().entrySet()) {
            var file = fresh.resolve(entry.getKey());
            createParents(fresh, file);
            Files.write(file, entry.getValue().content());
            if (entry.getValue().owner() >= 0) {
                Ownership.user(file, entry.getValue().owner());
            }
            Ownership.mode(file, entry.getValue().mode());
        }
        prepare.accept(fresh);
        var next = folder.resolve(NEXT);
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, fresh.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        linkNames(payload);
        removeStale(payload, before);
        return true;
    }

    private static void createParents(Path root, Path file) throws IOException {
        for (var part : root.relativize(file.getParent())) {
            if (!part.toString().isEmpty()) {
                root = root.resolve(part);
                if (!Files.isDirectory(root)) {
                    Files.createDirectory(root);
                    Ownership.mode(root, 0755);
                }
            }
        }
    }

    private static boolean same(Path stored, Payload payload) throws IOException {
        for (var entry : payload.files().entrySet()) {
            var file = stored.resolve(entry.getKey());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !java.util.Arrays.equals(
                            Files.readAllBytes(file), entry.getValue().content())) {
                return false;
            }
        }
        try (var walk = Files.walk(stored)) {
            long files =
                    walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                            .count();
            return files == payload.files().size();
        }
    }

    private static Set<String> visibleNames(Payload payload) {
        var names = new HashSet<String>();
        payload.files().keySet().forEach(path -> names.add(path.split("/", 2)[0]));
        return names;
    }

    private void linkNames(Payload payload) throws IOException {
        for (var name : visibleNames(payload)) {
            var link = folder.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    Files.createSymbolicLink(link, Path.of(DATA, name));
                } catch (FileAlreadyExistsException _) {
                    // Another writer of the same link; it says the same.
                }
            }
        }
    }

    private void removeStale(Payload payload, @Nullable Path before) throws IOException {
        var names = visibleNames(payload);
        try (var children = Files.list(folder)) {
            for (var child : children.toList()) {
                var name = child.getFileName().toString();
                if (!name.startsWith("..")
                        && Files.isSymbolicLink(child)
                        && !names.contains(name)) {
                    Files.delete(child);
                }
            }
        }
        if (before != null && before.startsWith(folder)) {
            FolderTree.delete(before);
        }
    }
}
