package dev.jong.apiserver.registry;

/// How a change is to be made.
///
/// @param dryRun everything but the storing happens
/// @param fieldManager who is recorded as the owner of changed fields; empty for none
/// @param force whether an apply takes fields from other managers
/// @param applied the object comes out of an apply: who owns what is settled
public record WriteOptions(boolean dryRun, String fieldManager, boolean force, boolean applied) {
    public static final WriteOptions DEFAULT = new WriteOptions(false, "", false);
    public static final WriteOptions DRY_RUN = new WriteOptions(true, "", false);

    public WriteOptions(boolean dryRun, String fieldManager, boolean force) {
        this(dryRun, fieldManager, force, false);
    }

    public WriteOptions asApplied() {
        return new WriteOptions(dryRun, fieldManager, force, true);
    }

    public static WriteOptions by(String fieldManager) {
        return new WriteOptions(false, fieldManager, false);
    }
}
