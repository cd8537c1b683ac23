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
    RETIRE_LOG,
    MAKE_SPARE,
    CLEAR_SPARE,
    FORCE_SPARE,
    NAME_SPARE,
    DELETE_SPARE,
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
            case BEGIN_LOG, APPEND_BATCH, CLEAR_SPARE, BEGIN_SNAPSHOT, WRITE_SNAPSHOT -> true;
            default -> moment != Moment.HALFWAY;
        };
    }

    /// Names an operation on a file.
    ///
    /// @param file what it has for a name afterwards
    /// @param at offset of a write
    /// @param begun whether the file that is forced was forced before
    static Step of(Operation operation, Path file, long at, boolean begun) {
        var name = file.toString();
        if (name.endsWith(SpareLogs.SUFFIX)) {
            return ofSpare(operation);
        }
        var log = name.endsWith(LogFile.SUFFIX);
        return switch (operation) {
            case MAKE -> log ? MAKE_LOG : MAKE_SNAPSHOT;
            case WRITE -> write(log, at);
            case FORCE -> force(log, begun);
            case CUT -> CUT_LOG;
            case RENAME -> log ? NAME_SPARE : NAME_SNAPSHOT;
            case DELETE -> delete(log, file);
        };
    }

    private static Step ofSpare(Operation operation) {
        return switch (operation) {
            case MAKE -> MAKE_SPARE;
            case WRITE -> CLEAR_SPARE;
            case FORCE -> FORCE_SPARE;
            case RENAME -> RETIRE_LOG;
            case DELETE -> DELETE_SPARE;
            case CUT -> throw new IllegalArgumentException("a spare is never cut");
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
