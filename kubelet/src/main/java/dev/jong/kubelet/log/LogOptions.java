package dev.jong.kubelet.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which part of a log is wanted.
///
/// @param tailLines last lines of the log; null: all
/// @param since nothing older; null: all
/// @param limitBytes end after so many; null: no limit
/// @param stream which of the two outputs
public record LogOptions(
        boolean follow,
        boolean timestamps,
        @Nullable Long tailLines,
        @Nullable Instant since,
        @Nullable Long limitBytes,
        Stream stream) {
    /// Outputs of a container.
    public enum Stream {
        ALL,
        STDOUT,
        STDERR
    }
}
