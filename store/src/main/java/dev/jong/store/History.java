package dev.jong.store;

import java.util.Arrays;
import java.util.List;

/// What happened at each revision since the last compaction. The commit thread writes, watchers
/// read what is published.
final class History {
    private static final int CHUNK = 4096;

    /// What a revision costs beside the value that it supersedes.
    private static final int OVERHEAD = 128;

    /// Chunks in order.
    ///
    /// @param first number of the first chunk; chunk n holds revisions n * CHUNK until (n + 1) *
    ///   CHUNK
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Directory(long first, Object[][] chunks) {}

    private volatile Directory directory;
    private volatile long compacted;
    private volatile long bytes;

    History(long compacted) {
        this.compacted = compacted;
        this.directory = new Directory((compacted + 1) / CHUNK, new Object[0][]);
    }

    long compacted() {
        return compacted;
    }

    /// Bytes of all that is kept for history's sake only, most of it superseded values.
    long bytes() {
        return bytes;
    }

    /// The revision up to which history is to be forgotten so that no more than this is kept.
    long revisionToKeep(long most) {
        var revision = compacted;
        for (var left = bytes; left > most; ) {
            var versions = at(++revision);
            if (versions.isEmpty()) {
                break;
            }
            left -= cost(versions);
        }
        return revision;
    }

    private static long cost(List<Version> versions) {
        var cost = 0L;
        for (var version : versions) {
            var superseded = version.previous;
            cost += OVERHEAD + (superseded == null ? 0 : superseded.length());
        }
        return cost;
    }

    /// Adds the next revision's versions: one, or several for a lease's end, which are their keys'
    /// newest by now.
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
    void add(long revision, List<Version> versions) {
        var now = directory;
        var chunk = (int) (revision / CHUNK - now.first);
        if (chunk >= now.chunks.length) {
            var more = Arrays.copyOf(now.chunks, chunk + 1);
            for (var i = now.chunks.length; i <= chunk; i++) {
                more[i] = new Object[CHUNK];
            }
            now = new Directory(now.first, more);
            directory = now;
        }
        now.chunks[chunk][(int) (revision % CHUNK)] =
                versions.size() == 1 ? versions.getFirst() : versions.toArray(Version[]::new);
        bytes += cost(versions);
    }

    /// The versions of a revision; empty when it is compacted.
    List<Version> at(long revision) {
        var now = directory;
        var chunk = revision / CHUNK - now.first;
        if (chunk < 0 || chunk >= now.chunks.length) {
            return List.of();
        }
        return switch (now.chunks[(int) chunk][(int) (revision % CHUNK)]) {
            case Version one -> List.of(one);
            case Version[] several -> List.of(several);
            case null, default -> List.of();
        };
    }

    /// Forgets what was superseded at or before the revision.
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
    void compact(long revision, KeyIndex index) {
        var from = compacted + 1;
        compacted = revision;
        for (var r = from; r <= revision; r++) {
            var versions = at(r);
            bytes -= cost(versions);
            for (var version : versions) {
                var superseded = version.previous;
                if (superseded != null) {
                    version.previous = null;
                    superseded.forget();
                }
                if (version.deleted && version.of.latest() == version) {
                    index.remove(version.of);
                }
            }
        }
        var now = directory;
        var gone = (int) Math.min((revision + 1) / CHUNK - now.first, now.chunks.length);
        if (gone > 0) {
            now =
                    new Directory(
                            now.first + gone,
                            Arrays.copyOfRange(now.chunks, gone, now.chunks.length));
            directory = now;
        }
        // revisions of the chunk that stays are cleared one by one
        if (now.chunks.length > 0) {
            for (var r = Math.max(from, now.first * CHUNK); r <= revision; r++) {
                now.chunks[0][(int) (r % CHUNK)] = null;
            }
        }
    }
}
