package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;

/// Reads a [SnapshotFile].
final class SnapshotReader {
    /// From here on it pays to read ahead.
    private static final long LARGE = 8L * Disk.PIECE;

    private static final int WINDOW = 1 << 30;

    private final Path path;
    private final long number;
    private final InstantSource clock;
    private final State state;

    /// Where the first frame begins that was not taken.
    private long base = SnapshotFile.HEADER;

    private long entries;
    private boolean ended;

    private SnapshotReader(Path path, long number, InstantSource clock, long revision) {
        this.path = path;
        this.number = number;
        this.clock = clock;
        this.state = new State(revision);
    }

    /// Reads a file.
    ///
    /// @throws StoreException.Corrupted when it is not what was written
    static State read(Disk disk, Path path, long number, InstantSource clock) throws IOException {
        try (var file = disk.open(path)) {
            var header = ByteBuffer.allocate(SnapshotFile.HEADER);
            while (header.hasRemaining() && file.read(header, header.position()) >= 0) {}
            if (header.hasRemaining()
                    || header.getLong(0) != SnapshotFile.MAGIC
                    || header.getLong(8) != number) {
                throw Recovery.broken(path, 0);
            }
            var reader = new SnapshotReader(path, number, clock, header.getLong(16));
            if (file.size() >= LARGE) {
                reader.readAhead(disk);
            }
            reader.read(file);
            return reader.state;
        }
    }

    /// Takes what stands in frames that are whole and not huge, while what follows is being read.
    private void readAhead(Disk disk) throws IOException {
        try (var pieces = FilePieces.of(disk.openInOrder(path))) {
            var window = ByteBuffer.allocateDirect(4 * Disk.PIECE);
            var begin = SnapshotFile.HEADER;
            for (var piece = pieces.next(); piece != null && !ended; piece = pieces.next()) {
                if (window.remaining() < piece.remaining()) {
                    return;
                }
                window.put(piece).flip();
                var taken = take(new FrameReader(window, number, base - begin, begin)) - begin;
                base += taken;
                window.position(begin + taken).compact();
                begin = 0;
            }
        }
    }

    /// Takes the rest.
    private void read(Disk.OpenFile file) throws IOException {
        while (!ended) {
            var window = file.view(base, Math.min(file.size() - base, WINDOW));
            var taken = take(new FrameReader(window, number, base, 0));
            if (taken == 0 && !ended) {
                throw Recovery.broken(path, base);
            }
            base += taken;
        }
    }

    /// Takes all valid frames up to the last.
    ///
    /// @return where the first one begins in the window that was not taken
    private int take(FrameReader frames) {
        for (var each = frames.next(); each != null && !ended; ) {
            switch (each) {
                case LogRecord.Grant(var lease, var seconds) ->
                        state.leases.grant(new Leases.Grant(lease, seconds), clock.millis());
                case LogRecord.Put put -> {
                    entries++;
                    SnapshotFile.add(put, state);
                }
                case LogRecord.End(var revision, var count) -> {
                    if (revision != state.revision() || count != entries) {
                        throw Recovery.broken(path, base + frames.offset());
                    }
                    ended = true;
                }
                case LogRecord.Delete _, LogRecord.Cut _ ->
                        throw Recovery.broken(path, base + frames.offset());
            }
            each = ended ? null : frames.next();
        }
        return frames.offset();
    }
}
