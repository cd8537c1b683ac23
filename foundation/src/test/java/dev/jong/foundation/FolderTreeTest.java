package dev.jong.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
    @TempDir Path folder;

    @Test
    void deletesAllButWhatLinksLeadTo() throws IOException {
        var kept = Files.createDirectory(folder.resolve("kept"));
        var file = Files.writeString(kept.resolve("file"), "kept");
        var inner = Files.createDirectories(folder.resolve("tree/a/b"));
        Files.writeString(inner.resolve("file"), "gone");
        Files.createSymbolicLink(inner.resolve("folder"), kept);
        Files.createSymbolicLink(inner.resolve("nowhere"), folder.resolve("nowhere"));

        FolderTree.delete(folder.resolve("tree"));

        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(file).hasContent("kept");
    }

    @Test
    void deletesALinkItself() throws IOException {
        var kept = Files.createDirectory(folder.resolve("kept"));
        var link = Files.createSymbolicLink(folder.resolve("link"), kept);

        FolderTree.delete(link);

        assertThat(kept.getParent()).isDirectoryNotContaining(link::equals);
        assertThat(kept).isDirectory();
    }

    @Test
    void whatIsNotThereDoesNoHarm() throws IOException {
        FolderTree.delete(folder.resolve("never"));
        assertThat(folder).isEmptyDirectory();
    }
}
