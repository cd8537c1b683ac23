package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A disk in memory that keeps what [Disk] promises and no more. When its machine has stopped every
/// operation fails until [#restart].
final class SimulatedDisk implements Disk {
    /// What becomes of an operation.
    sealed interface Fate {
        record Works() implements Fate {}

        /// The machine stops.
        record Stops(Step.Moment moment) implements Fate {}

        /// The operation fails and the machine goes on; of a write a part is done.
        record Fails(String reason) implements Fate {}

        /// A write writes less than it was given.
        record WritesLess() implements Fate {}
    }

    /// Decides what becomes of an operation; asked with the disk's lock held.
    interface Fates {
        Fate of(Step step);
    }

    static final Fate WORKS = new Fate.Works();

    /// A change of names that was not forced.
    private record Naming(Path from, @Nullable Path to, @Nullable SimulatedFile file) {
        void onto(Map<Path, SimulatedFile> names) {
            var moved = names.remove(from);
            if (file != null) {
                names.put(from, file);
            } else if (to != null && moved != null) {
                names.put(to, moved);
            }
        }
    }

    private final RandomGenerator random;
    private Map<Path, SimulatedFile> names = new TreeMap<>();
    private Map<Path, SimulatedFile> durableNames = new HashMap<>();
    private final List<Naming> unforced = new ArrayList<>();
    private Fates fates = _ -> WORKS;
    private long space = Long.MAX_VALUE;
    private boolean stopped;
    private int life;

    SimulatedDisk(RandomGenerator random) {
        this.random = random;
    }

    synchronized void fates(Fates next) {
        fates = next;
    }

    synchronized void space(long bytes) {
        space = bytes;
    }

    synchronized boolean stopped() {
        return stopped;
    }

    synchronized void stop() {
        stopped = true;
    }

    /// Starts the machine again with what survived.
    synchronized void restart() {
        for (var naming : unforced) {
            if (random.nextBoolean()) {
                naming.onto(durableNames);
            }
        }
        unforced.clear();
        names = new TreeMap<>(durableNames);
        names.values().forEach(file -> file.crash(random));
        stopped = false;
        life++;
    }

    /// Turns a bit of what is durable.
    ///
    /// @return turns it back
    synchronized Runnable flip() {
        var files = names.values().stream().filter(SimulatedFile::forcedOnce).toList();
        if (files.isEmpty()) {
            return () -> {};
        }
        return files.get(random.nextInt(files.size())).flip(random);
    }

    @Override
    public void makeDirectory(Path directory) {}

    @Override
    public Lock lock(Path directory) {
        return () -> {};
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        running(life);
        return names.keySet().stream().map(path -> path.getFileName().toString()).toList();
    }

    @Override
    public synchronized OpenFile create(Path path) throws IOException {
        perform(
                Step.of(Step.Operation.MAKE, path, 0, false),
                life,
                () -> {
                    var present = names.get(path);
                    if (present == null) {
                        var fresh = new SimulatedFile();
                        names.put(path, fresh);
                        unforced.add(new Naming(path, null, fresh));
                    } else {
                        present.truncate(0);
                    }
                });
        return open(path);
    }

    @Override
    public synchronized OpenFile open(Path path) throws IOException {
        running(life);
        var file = names.get(path);
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return new Handle(path, file, life);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        perform(
                Step.of(Step.Operation.RENAME, to, 0, false),
                life,
                () -> {
                    var naming = new Naming(from, to, null);
                    naming.onto(names);
                    unforced.add(naming);
                });
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        running(life);
        if (names.containsKey(path)) {
            perform(
                    Step.of(Step.Operation.DELETE, path, 0, false),
                    life,
                    () -> {
                        names.remove(path);
                        unforced.add(new Naming(path, null, null));
                    });
        }
    }

    @Override
    public synchronized void force(Path directory) throws IOException {
        perform(
                Step.FORCE_NAMES,
                life,
                () -> {
                    unforced.forEach(naming -> naming.onto(durableNames));
                    unforced.clear();
                });
    }

    @Override
    public synchronized long usableSpace(Path directory) throws IOException {
        running(life);
        return space;
    }

    private void running(int since) throws IOException {
        if (stopped || since != life) {
            throw new IOException("the machine has stopped");
        }
    }

    private void perform(Step step, int since, Runnable action) throws IOException {
        running(since);
        switch (fates.of(step)) {
            case Fate.Works _, Fate.WritesLess _ -> action.run();
            case Fate.Fails(var reason) -> throw new IOException(reason);
            case Fate.Stops(var moment) -> {
                stopped = true;
                if (moment != Step.Moment.BEFORE) {
                    action.run();
                }
                throw new IOException("the machine has stopped");
            }
        }
    }

    private final class Handle implements OpenFile {
        private final Path path;
        private final SimulatedFile file;
        private final int since;

        Handle(Path path, SimulatedFile file, int since) {
            this.path = path;
            this.file = file;
            this.since = since;
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            synchronized (SimulatedDisk.this) {
                running(since);
                var bytes = file.present();
                if (at >= bytes.length) {
                    return -1;
                }
                var count = Math.min(into.remaining(), bytes.length - (int) at);
                into.put(bytes, (int) at, count);
                return count;
            }
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            synchronized (SimulatedDisk.this) {
                running(since);
                var step = Step.of(Step.Operation.WRITE, path, at, true);
                var fate = fates.of(step);
                var whole = from.remaining();
                return switch (fate) {
                    case Fate.Works() -> write(from, at, whole);
                    case Fate.WritesLess() -> write(from, at, (whole + 1) / 2);
                    case Fate.Fails(var reason) -> {
                        write(from, at, random.nextInt(whole + 1));
                        throw new IOException(reason);
                    }
                    case Fate.Stops(var moment) -> {
                        write(
                                from,
                                at,
                                switch (moment) {
                                    case BEFORE -> 0;
                                    case HALFWAY -> whole / 2;
                                    case AFTER -> whole;
                                });
                        stopped = true;
                        throw new IOException("the machine has stopped");
                    }
                };
            }
        }

        private int write(ByteBuffer from, long at, int count) {
            var bytes = new byte[count];
            from.get(bytes);
            file.write(at, bytes);
            return count;
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                perform(
                        Step.of(Step.Operation.CUT, path, size, true),
                        since,
                        () -> file.truncate(size));
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                running(since);
                var step = Step.of(Step.Operation.FORCE, path, 0, file.forcedOnce());
                try {
                    perform(step, since, file::force);
                } catch (IOException failure) {
                    if (!stopped) {
                        file.loseUnforced(random);
                    }
                    throw failure;
                }
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedDisk.this) {
                running(since);
                return file.length();
            }
        }

        @Override
        public ByteBuffer view(long at, long length) throws IOException {
            synchronized (SimulatedDisk.this) {
                running(since);
                return ByteBuffer.wrap(file.present())
                        .slice((int) at, (int) length)
                        .asReadOnlyBuffer();
            }
        }

        @Override
        public void close() {}
    }
}
