package dev.jong.controllers.persistentvolume;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A `hostPath` volume on this machine. Only what lies below `/tmp` is ever deleted.
final class ScratchFolder {
    private static final Path SCRATCH = Path.of("/tmp");

    private ScratchFolder() {}

    /// Deletes the folder with all in it; symbolic links are not followed.
    ///
    /// @throws IOException if it lies elsewhere or cannot be deleted
    static void delete(Path folder) throws IOException {
        var plain = folder.normalize();
        if (!plain.startsWith(SCRATCH) || plain.equals(SCRATCH)) {
            throw new IOException(
                    "host_path deleter only supports /tmp/.+ but received provided " + folder);
        }
        if (!Files.exists(plain, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                plain,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException problem) throws IOException {
                        if (problem != null) {
                            throw problem;
                        }
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
