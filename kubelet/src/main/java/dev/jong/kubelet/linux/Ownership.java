package dev.jong.kubelet.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// Owners and modes of files, with the bits that Java's own permissions leave out.
public final class Ownership {
    private static final int SET_GROUP = 02000;

    private Ownership() {}

    /// Sets the twelve mode bits.
    public static void mode(Path file, int mode) throws IOException {
        Files.setAttribute(file, "unix:mode", mode & 07777);
    }

    public static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    public static void group(Path file, long group) throws IOException {
        Files.setAttribute(file, "unix:gid", Math.toIntExact(group), LinkOption.NOFOLLOW_LINKS);
    }

    public static void user(Path file, long user) throws IOException {
        Files.setAttribute(file, "unix:uid", Math.toIntExact(user), LinkOption.NOFOLLOW_LINKS);
    }

    public static long groupOf(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS))
                .longValue();
    }

    /// Gives a volume to a Pod's `fsGroup`: group, group read and write, and new files in folders
    /// inherit the group.
    public static void giveTo(Path volume, long group, boolean readOnly) {
        int more = readOnly ? 0440 : 0660;
        try {
            Files.walkFileTree(
                    volume,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) throws IOException {
                            group(folder, group);
                            mode(folder, mode(folder) | more | 0110 | SET_GROUP);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            group(file, group);
                            if (!attributes.isSymbolicLink()) {
                                mode(file, mode(file) | more);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
