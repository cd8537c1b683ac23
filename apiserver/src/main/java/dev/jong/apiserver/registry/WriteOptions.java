package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import org.jspecify.annotations.Nullable;

/// How a change is to be made.
///
/// @param dryRun everything but the storing happens
/// @param fieldManager who is recorded as the owner of changed fields; empty for none
/// @param force whether an apply takes fields from other managers
/// @param applied the object comes out of an apply: who owns what is settled
/// @param admitted plugins have had their say already, or have none: the server's own doing
/// @param version the version that the client speaks; null for the one that is stored
public record WriteOptions(
        boolean dryRun,
        String fieldManager,
        boolean force,
        boolean applied,
        boolean admitted,
        @Nullable Kind<?> version) {
    public static final WriteOptions DEFAULT = new WriteOptions(false, "", false);
    public static final WriteOptions DRY_RUN = new WriteOptions(true, "", false);

    public WriteOptions(boolean dryRun, String fieldManager, boolean force) {
        this(dryRun, fieldManager, force, false, false, null);
    }

    public WriteOptions asApplied() {
        return new WriteOptions(dryRun, fieldManager, force, true, admitted, version);
    }

    public WriteOptions asAdmitted() {
        return new WriteOptions(dryRun, fieldManager, force, applied, true, version);
    }

    WriteOptions as(Kind<?> spoken) {
        return new WriteOptions(dryRun, fieldManager, force, applied, admitted, spoken);
    }

    public static WriteOptions by(String fieldManager) {
        return new WriteOptions(false, fieldManager, false);
    }
}
