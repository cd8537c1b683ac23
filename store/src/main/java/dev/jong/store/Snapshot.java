package dev.jong.store;

import java.util.List;

/// What a [SnapshotFile] is to hold.
///
/// @param revision everything live at it
/// @param logNumber log file whose records come after it
/// @param leases the leases of that moment
record Snapshot(long revision, long logNumber, List<Leases.Grant> leases) {}
