package dev.jong.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.cluster.machine.Program;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OciArchiveTest {
    @TempDir private Path folder;

    @Test
    void writesTarFilesThatOthersRead() throws Exception {
        var long_ = "a/".repeat(60) + "file";
        var tar = folder.resolve("x.tar");
        try (var out = new TarWriter(Files.newOutputStream(tar))) {
            out.folder("d", 0755).file(long_, 0640, new byte[700]).link("l", long_);
        }

        var listing = Program.require("tar", "--list", "--verbose", "--file", tar.toString());

        assertThat(listing.lines().map(line -> line.replaceAll("\\s+", " ")).toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("drwxr-xr-x 0/0 0 ").endsWith(" d/"),
                        line ->
                                assertThat(line)
                                        .startsWith("-rw-r----- 0/0 700 ")
                                        .endsWith(" " + long_),
                        line ->
                                assertThat(line)
                                        .startsWith("lrwxrwxrwx 0/0 0 ")
                                        .endsWith(" l -> " + long_));
    }

    @Test
    void theSameContentGivesTheSameBytes() throws Exception {
        var layer = folder.resolve("layer");
        try (var out = new TarWriter(Files.newOutputStream(layer))) {
            out.file("a", 0644, new byte[] {1});
        }
        var first = folder.resolve("first");
        var second = folder.resolve("second");
        var settings = ImageSettings.EMPTY.withCommand(List.of("a\"b"));

        new OciArchive("amd64").image("localhost/a:b", settings, List.of(layer)).write(first);
        new OciArchive("amd64").image("localhost/a:b", settings, List.of(layer)).write(second);

        assertThat(first).hasSameBinaryContentAs(second);
    }

    @Test
    void anEmptyArchiveIsTwoEmptyBlocks() throws Exception {
        var bytes = new ByteArrayOutputStream();
        new TarWriter(bytes).close();

        assertThat(bytes.toByteArray()).isEqualTo(new byte[1024]);
    }
}
