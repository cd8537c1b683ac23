package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpareLogsTest {
    private static final Path DIRECTORY = Path.of("/data");

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    @Test
    void makesAnOldLogReadyAndForgetsWhatStoodInIt() throws IOException {
        var log = LogFile.path(DIRECTORY, 1);
        try (var file = disk.create(log)) {
            var bytes = new byte[700_000];
            Arrays.fill(bytes, (byte) 7);
            Disk.write(file, ByteBuffer.wrap(bytes), 0);
        }
        var spares = new SpareLogs(disk);
        spares.start();
        spares.retire(log, true);
        var ready = await(spares);
        assertThat(LogFile.create(disk, DIRECTORY, 2, new LogRecord.Cut(1, 16), ready))
                .isPositive();
        spares.close();
        assertThat(disk.list(DIRECTORY)).containsExactly("0000000000000002.log");
        try (var file = disk.open(LogFile.path(DIRECTORY, 2))) {
            assertThat(file.size()).isEqualTo(700_000);
        }
        assertThat(LogFile.open(disk, DIRECTORY, 2).read(null, (_, _) -> {}))
                .isInstanceOf(LogFile.Ending.Whole.class);
    }

    @Test
    void makesANewFileWhereThereIsNoOldOne() throws IOException {
        var spares = new SpareLogs(disk);
        spares.start();
        spares.want(LogFile.path(DIRECTORY, 2), 300_000);
        spares.want(LogFile.path(DIRECTORY, 2), 300_000);
        spares.settle();
        assertThat(disk.list(DIRECTORY)).hasSize(1);
        try (var file = disk.open(await(spares))) {
            assertThat(file.size()).isEqualTo(300_000);
        }
        assertThat(spares.take()).isNull();
        spares.close();
    }

    @Test
    void leavesRoomToOthersWhereLittleIsFree() throws IOException {
        var spares = new SpareLogs(disk);
        spares.start();
        disk.space(1_000_000);
        spares.want(LogFile.path(DIRECTORY, 2), 300_000);
        spares.settle();
        assertThat(spares.take()).isNull();
        assertThat(disk.list(DIRECTORY)).isEmpty();
        spares.close();
    }

    private static Path await(SpareLogs spares) {
        @Nullable Path ready = null;
        while (ready == null) {
            Thread.onSpinWait();
            ready = spares.take();
        }
        return ready;
    }

    /// As if the zeros had not come to the disk.
    @Test
    void countsNoFrameOfTheFilesFormerLife() throws IOException {
        var first = LogFile.create(disk, DIRECTORY, 1, null, null);
        var frames = new Frames();
        frames.begin(1, first);
        for (var revision = 2; revision < 9; revision++) {
            frames.put("/a", new byte[40], revision, revision, 1, 0);
        }
        try (var file = disk.open(LogFile.path(DIRECTORY, 1))) {
            Disk.write(file, frames.finish(), first);
        }
        disk.rename(LogFile.path(DIRECTORY, 1), Path.of("/data/old"));
        var begin = LogFile.create(disk, DIRECTORY, 2, null, Path.of("/data/old"));
        assertThat(begin).isEqualTo(first);
        assertThat(
                        LogFile.open(disk, DIRECTORY, 2)
                                .read(
                                        null,
                                        (each, _) -> {
                                            throw new AssertionError(each);
                                        })
                                .offset())
                .isEqualTo(first);
    }
}
