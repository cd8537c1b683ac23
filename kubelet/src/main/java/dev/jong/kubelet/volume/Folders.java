package dev.jong.kubelet.volume;

import dev.jong.foundation.FolderTree;
import dev.jong.kubelet.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Removing folders without following links or entering mounts.
public final class Folders {
    private Folders() {}

    /// Unmounts everything under `folder` and deletes it with all it holds. Harmless where it does
    /// not exist.
    public static void remove(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            for (var mount : Mounts.under(folder.toRealPath())) {
                Mounts.detach(mount);
            }
            FolderTree.delete(folder);
        }
    }
}
