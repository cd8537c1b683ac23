package dev.jong.kubelet.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    @TempDir Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("0.log");
        Files.writeString(
                file,
                """
                2026-01-02T03:04:05.000000001Z stdout F one
                2026-01-02T03:04:06.000000001Z stderr F two
                2026-01-02T03:04:07.000000001Z stdout P thr
                2026-01-02T03:04:07.000000002Z stdout F ee
                """);
    }

    private String read(LogOptions options) throws IOException {
        var out = new ByteArrayOutputStream();
        LogReader.copy(file, options, out, () -> false);
        return out.toString();
    }

    private static LogOptions all() {
        return new LogOptions(false, false, null, null, null, LogOptions.Stream.ALL);
    }

    @Test
    void joinsSplitLines() throws IOException {
        assertThat(read(all())).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void givesTheTailAndNoMoreBytesThanAsked() throws IOException {
        assertThat(read(new LogOptions(false, false, 2L, null, null, LogOptions.Stream.ALL)))
                .isEqualTo("three\n");
        assertThat(read(new LogOptions(false, false, 0L, null, null, LogOptions.Stream.ALL)))
                .isEmpty();
        assertThat(read(new LogOptions(false, false, null, null, 5L, LogOptions.Stream.ALL)))
                .isEqualTo("one\nt");
    }

    @Test
    void leavesOutWhatIsOlderOrOfTheOtherStream() throws IOException {
        var since = Instant.parse("2026-01-02T03:04:06Z");
        assertThat(read(new LogOptions(false, false, null, since, null, LogOptions.Stream.ALL)))
                .isEqualTo("two\nthree\n");
        assertThat(read(new LogOptions(false, true, null, null, null, LogOptions.Stream.STDERR)))
                .isEqualTo("2026-01-02T03:04:06.000000001Z two\n");
    }
}
