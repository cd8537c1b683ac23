package dev.jong.store;

import org.jspecify.annotations.Nullable;

/// A key and its versions, newest first.
final class KeyHistory {
    final String key;
    private volatile @Nullable Version latest;

    KeyHistory(String key) {
        this.key = key;
    }

    @Nullable Version latest() {
        return latest;
    }

    /// The version that was current at the revision; absent when the key did not exist then.
    @Nullable Version at(long revision) {
        var version = latest;
        while (version != null && version.revision > revision) {
            version = version.previous;
        }
        return version == null || version.deleted ? null : version;
    }

    void add(Version version) {
        version.previous = latest;
        latest = version;
    }
}
