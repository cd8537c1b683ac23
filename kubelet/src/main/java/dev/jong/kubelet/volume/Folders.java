package dev.jong.kubelet.volume;

import dev.jong.kubelet.linux.Mounts;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Removing folders without following links or entering mounts.
public final class Folders {
    private Folders() {}

    /// Unmounts everything under `folder` and deletes it with all it holds. Harmless where it does
    /// not exist.
    public static void remove(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            for (var mount : Mounts.under(folder.toRealPath())) {
                Mounts.detach(mount);
            }
            delete(folder);
        }
    }

    static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path directory, @Nullable IOException problem) throws IOException {
                            if (problem != null) {
                                throw problem;
                            }
                            Files.deleteIfExists(directory);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (NoSuchFileException _) {
            // Already gone.
        }
    }
}
