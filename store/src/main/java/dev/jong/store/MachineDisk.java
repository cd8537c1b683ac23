package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// The machine's file system.
final class MachineDisk implements Disk {

    @Override
    public void makeDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
    }

    @Override
    public Lock lock(Path directory) {
        return DataLock.take(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(directory)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    @Override
    public OpenFile create(Path path) throws IOException {
        return new Channel(
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
    }

    @Override
    public OpenFile createInOrder(Path path) throws IOException {
        return DirectFile.of(path, create(path));
    }

    @Override
    public OpenFile open(Path path) throws IOException {
        return new Channel(
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public OpenFile openInOrder(Path path) throws IOException {
        var direct = DirectFile.open(path, StandardOpenOption.READ);
        return direct.isPresent() ? new Channel(direct.get()) : open(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void force(Path directory) throws IOException {
        try (var names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public long usableSpace(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private record Channel(FileChannel file) implements OpenFile {
        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return file.read(into, at);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            return file.write(from, at);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            file.force(false);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public ByteBuffer view(long at, long length) throws IOException {
            return file.map(FileChannel.MapMode.READ_ONLY, at, length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
