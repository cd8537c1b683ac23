package dev.jong.apiserver.config;

import dev.jong.foundation.Metrics;
import java.nio.file.Path;
import java.time.InstantSource;

/// How files are followed, and where it is counted.
public record Reloading(Metrics figures, ServerIdentity identity, InstantSource clock) {
    /// Begins to look whether a file has changed.
    ///
    /// @param what `authentication`, `authorization` or `encryption`
    /// @param file what a flag names
    /// @param content what is in use
    public FollowedFile follow(String what, Path file, String content, FollowedFile.Loader loader) {
        var counted = new ReloadFigures(figures, what, content, identity, clock);
        return new FollowedFile(what, file, content, loader, counted).start();
    }
}
