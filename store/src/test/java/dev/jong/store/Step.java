package dev.jong.store;

import java.nio.file.Path;

/// What the store does to its disk, by name: a machine may stop before each, after it, or halfway.
enum Step {
    MAKE_LOG,
    BEGIN_LOG,
    FORCE_NEW_LOG,
    APPEND_BATCH,
    FORCE_BATCH,
    CUT_LOG,
    DELETE_LOG,
    MAKE_SNAPSHOT,
    BEGIN_SNAPSHOT,
    WRITE_SNAPSHOT,
    FORCE_SNAPSHOT,
    NAME_SNAPSHOT,
    DELETE_SNAPSHOT,
    DELETE_UNFINISHED,
    FORCE_NAMES;

    /// What an operation of the file layer is for.
    enum Operation {
        MAKE,
        WRITE,
        FORCE,
        CUT,
        RENAME,
        DELETE
    }

    /// When the machine stops.
    enum Moment {
        BEFORE,
        HALFWAY,
        AFTER
    }

    boolean canStop(Moment moment) {
        return switch (this) {
            case BEGIN_LOG, APPEND_BATCH, BEGIN_SNAPSHOT, WRITE_SNAPSHOT -> true;
            default -> moment != Moment.HALFWAY;
        };
    }

    /// Names an operation on a file.
    ///
    /// @param at offset of a write
    /// @param size length of the file that is forced
    static Step of(Operation operation, Path file, long at, boolean begun) {
        var log = file.toString().endsWith(LogFile.SUFFIX);
        return switch (operation) {
            case MAKE -> log ? MAKE_LOG : MAKE_SNAPSHOT;
            case WRITE -> write(log, at);
            case FORCE -> force(log, begun);
            case CUT -> CUT_LOG;
            case RENAME -> NAME_SNAPSHOT;
            case DELETE -> delete(log, file);
        };
    }

    private static Step write(boolean log, long at) {
        if (log) {
            return at < LogFile.HEADER ? BEGIN_LOG : APPEND_BATCH;
        }
        return at < SnapshotFile.HEADER ? BEGIN_SNAPSHOT : WRITE_SNAPSHOT;
    }

    private static Step force(boolean log, boolean begun) {
        if (log) {
            return begun ? FORCE_BATCH : FORCE_NEW_LOG;
        }
        return FORCE_SNAPSHOT;
    }

    private static Step delete(boolean log, Path file) {
        if (log) {
            return DELETE_LOG;
        }
        return file.toString().endsWith(SnapshotFile.SUFFIX) ? DELETE_SNAPSHOT : DELETE_UNFINISHED;
    }
}
