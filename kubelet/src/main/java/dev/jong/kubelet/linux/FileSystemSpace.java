package dev.jong.kubelet.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// What a file system has and has left, by statvfs(3).
///
/// @param availableBytes to users other than root
/// @param inodes 0 where the file system has no fixed number of them
public record FileSystemSpace(long totalBytes, long availableBytes, long inodes, long freeInodes) {
    /// Of glibc's and musl's `struct statvfs` on 64-bit machines: `f_frsize`, `f_blocks`,
    /// `f_bavail`, `f_files` and `f_favail`, as the number of longs before them.
    private static final long FRAGMENT = 1;

    private static final long BLOCKS = 2;
    private static final long AVAILABLE = 4;
    private static final long FILES = 5;
    private static final long FILES_AVAILABLE = 7;

    /// More than any system's structure.
    private static final long STRUCTURE_BYTES = 256;

    @SuppressWarnings("restricted")
    private static final MethodHandle STATVFS =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("statvfs"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));

    public static FileSystemSpace of(Path path) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var answer = arena.allocate(STRUCTURE_BYTES, Long.BYTES);
            int result = (int) STATVFS.invokeExact(arena.allocateFrom(path.toString()), answer);
            if (result != 0) {
                throw new IOException("cannot look at the file system of " + path);
            }
            long fragment = answer.getAtIndex(ValueLayout.JAVA_LONG, FRAGMENT);
            return new FileSystemSpace(
                    fragment * answer.getAtIndex(ValueLayout.JAVA_LONG, BLOCKS),
                    fragment * answer.getAtIndex(ValueLayout.JAVA_LONG, AVAILABLE),
                    answer.getAtIndex(ValueLayout.JAVA_LONG, FILES),
                    answer.getAtIndex(ValueLayout.JAVA_LONG, FILES_AVAILABLE));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }
}
