package dev.jong.controllers.persistentvolume;

import dev.jong.foundation.FolderTree;
import java.io.IOException;
import java.nio.file.Path;

/// A `hostPath` volume on this machine. Only what lies below `/tmp` is ever deleted.
final class ScratchFolder {
    private static final Path SCRATCH = Path.of("/tmp");

    private ScratchFolder() {}

    /// Deletes the folder with all in it; symbolic links are not followed.
    ///
    /// @throws IOException if it lies elsewhere or cannot be deleted
    static void delete(Path folder) throws IOException {
        var plain = folder.normalize();
        if (!plain.startsWith(SCRATCH) || plain.equals(SCRATCH)) {
            throw new IOException(
                    "host_path deleter only supports /tmp/.+ but received provided " + folder);
        }
        FolderTree.delete(plain);
    }
}
