package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// A disk that does what another does, to be changed in one point.
class DiskAround implements Disk {
    private final Disk inner;

    DiskAround(Disk inner) {
        this.inner = inner;
    }

    /// What a force of the file does.
    void force(Path path, OpenFile file) throws IOException {
        file.force();
    }

    /// What a reader of the file gets.
    int read(Path path, OpenFile file, ByteBuffer into, long at) throws IOException {
        return file.read(into, at);
    }

    /// What is shown of the file.
    ByteBuffer view(Path path, OpenFile file, long at, long length) throws IOException {
        return file.view(at, length);
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        inner.makeDirectory(directory);
    }

    @Override
    public Lock lock(Path directory) {
        return inner.lock(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return inner.list(directory);
    }

    @Override
    public OpenFile create(Path path) throws IOException {
        return new Around(path, inner.create(path));
    }

    @Override
    public OpenFile open(Path path) throws IOException {
        return new Around(path, inner.open(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        inner.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        inner.delete(path);
    }

    @Override
    public void force(Path directory) throws IOException {
        inner.force(directory);
    }

    @Override
    public long usableSpace(Path directory) throws IOException {
        return inner.usableSpace(directory);
    }

    private final class Around implements OpenFile {
        private final Path path;
        private final OpenFile file;

        Around(Path path, OpenFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return DiskAround.this.read(path, file, into, at);
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
            DiskAround.this.force(path, file);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public ByteBuffer view(long at, long length) throws IOException {
            return DiskAround.this.view(path, file, at, length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
