package dev.jong.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A disk that is read only: what would change it is left undone, without a word, so that a
/// directory can be read as a store would.
record Untouched(Disk inner) implements Disk {
    @Override
    public void makeDirectory(Path directory) {}

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
        throw new IOException(path + " is only looked at");
    }

    @Override
    public OpenFile open(Path path) throws IOException {
        return inner.open(path);
    }

    @Override
    public void rename(Path from, Path to) {}

    @Override
    public void delete(Path path) {}

    @Override
    public void force(Path directory) {}

    @Override
    public long usableSpace(Path directory) throws IOException {
        return inner.usableSpace(directory);
    }
}
