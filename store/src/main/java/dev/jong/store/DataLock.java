package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a second process off a data directory. The operating system frees it when the process
/// ends, however it ends.
final class DataLock implements Disk.Lock {
    private final FileChannel file;

    private DataLock(FileChannel file) {
        this.file = file;
    }

    static DataLock take(Path directory) {
        var path = directory.resolve("lock");
        try {
            var file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (!locked(file)) {
                file.close();
                throw new StoreException.InUse(
                        directory
                                + " is in use by another process ("
                                + owner(path)
                                + "): stop it or choose another data directory");
            }
            file.truncate(0);
            file.write(
                    ByteBuffer.wrap(
                            ("pid " + ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.UTF_8)));
            return new DataLock(file);
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot lock the data directory " + directory + ": " + failure.getMessage(),
                    failure);
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static String owner(Path path) throws IOException {
        var text = Files.readString(path);
        return text.isBlank() ? "pid unknown" : text;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot unlock the data directory: " + failure.getMessage(), failure);
        }
    }
}
