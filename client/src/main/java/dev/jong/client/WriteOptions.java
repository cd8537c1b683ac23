package dev.jong.client;

/// How to write.
///
/// @param fieldManager who owns the fields written, "" for the client's own name
/// @param dryRun go all the way but do not store
public record WriteOptions(String fieldManager, boolean dryRun) {
    public static final WriteOptions NONE = new WriteOptions("", false);
}
