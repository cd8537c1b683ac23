package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the file system has no such way the file is written as any other, which passes as well.
class DirectFileTest {
    @TempDir Path directory;

    @Test
    void holdsWhatWasWrittenAfterEachForce() throws IOException {
        var path = directory.resolve("file");
        var random = new Random(5);
        var bytes = new byte[5 * Disk.PIECE / 2];
        random.nextBytes(bytes);
        try (var file = new MachineDisk().createInOrder(path)) {
            for (var at = 0; at < bytes.length; ) {
                var size = Math.min(bytes.length - at, 1 + random.nextInt(300_000));
                Disk.write(file, ByteBuffer.wrap(bytes, at, size).slice(), at);
                at += size;
                assertThat(file.size()).isEqualTo(at);
                file.drain();
                if (random.nextInt(4) == 0 || at == bytes.length) {
                    file.force();
                    assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(bytes, at));
                }
            }
            var read = ByteBuffer.allocate(1000);
            assertThat(file.read(read, 4321)).isEqualTo(1000);
            assertThat(read.array()).isEqualTo(Arrays.copyOfRange(bytes, 4321, 5321));
            assertThat(file.view(77, 100))
                    .isEqualTo(ByteBuffer.wrap(Arrays.copyOfRange(bytes, 77, 177)));
        }
    }

    @Test
    void emptiesWhatWasThere() throws IOException {
        var path = directory.resolve("file");
        Files.write(path, new byte[9000]);
        try (var file = new MachineDisk().createInOrder(path)) {
            Disk.write(file, ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            file.force();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(new byte[] {1, 2, 3});
    }
}
