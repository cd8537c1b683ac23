package dev.jong.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {
    @TempDir Path folder;

    private static Payload.File file(String text) {
        return new Payload.File(text.getBytes(StandardCharsets.UTF_8), 0640, -1);
    }

    private boolean write(Map<String, Payload.File> files) throws IOException {
        return new AtomicFolder(folder).write(new Payload(files), _ -> {});
    }

    @Test
    void showsFilesThroughTheDataLink() throws IOException {
        assertThat(write(Map.of("a", file("1"), "sub/b", file("2")))).isTrue();
        assertThat(folder.resolve("a")).hasContent("1").isSymbolicLink();
        assertThat(folder.resolve("sub/b")).hasContent("2");
        assertThat(Files.readSymbolicLink(folder.resolve("a"))).isEqualTo(Path.of("..data/a"));
        assertThat(Files.getAttribute(folder.resolve("a"), "unix:mode")).isEqualTo(0100640);
    }

    @Test
    void changesAllAtOnceAndLeavesNothingOldBehind() throws IOException {
        write(Map.of("a", file("1"), "gone", file("x")));
        assertThat(write(Map.of("a", file("2"), "new", file("3")))).isTrue();
        assertThat(folder.resolve("a")).hasContent("2");
        assertThat(folder.resolve("gone")).doesNotExist();
        try (var left = Files.list(folder)) {
            assertThat(
                            left.map(each -> each.getFileName().toString())
                                    .filter(name -> name.startsWith("..fresh")))
                    .hasSize(1);
        }
    }

    @Test
    void doesNothingWhereNothingChanged() throws IOException {
        write(Map.of("a", file("1")));
        var before = Files.readSymbolicLink(folder.resolve("..data"));
        assertThat(write(Map.of("a", file("1")))).isFalse();
        assertThat(Files.readSymbolicLink(folder.resolve("..data"))).isEqualTo(before);
    }

    @Test
    void refusesPathsThatLeadOut() {
        assertThatThrownBy(() -> new Payload(Map.of("a/../../b", file(""))))
                .isInstanceOf(VolumeFailure.class);
    }
}
