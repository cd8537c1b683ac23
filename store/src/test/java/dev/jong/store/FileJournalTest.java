package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileJournalTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final int SIZE = 100;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private FileJournal open() throws IOException {
        var recovered = Recovery.recover(disk, DIRECTORY, InstantSource.system());
        return new FileJournal(
                disk,
                DIRECTORY,
                1 << 20,
                recovered.segments(),
                recovered.lastBatch(),
                recovered.offset(),
                recovered.torn());
    }

    /// A batch of so many bytes in a buffer that has other bytes behind it.
    private static ByteBuffer batch(int capacity) {
        var bytes = new byte[capacity];
        Arrays.fill(bytes, (byte) 7);
        return ByteBuffer.wrap(bytes).limit(SIZE);
    }

    @Test
    void fillsTheBlockBehindABatchWithZeros() throws IOException {
        try (var journal = open()) {
            journal.append(batch(SIZE)); // makes room
            var begin = journal.offset();
            var batch = batch(2 * Disk.BLOCK);
            journal.append(batch);
            assertThat(begin + batch.limit()).isEqualTo(Disk.BLOCK);
            assertThat(journal.offset()).isEqualTo(begin + SIZE);
            journal.append(batch(SIZE + 3)); // no zeros fit behind it
            assertThat(journal.offset()).isEqualTo(begin + 2 * SIZE);
            try (var file = disk.open(LogFile.path(DIRECTORY, 1))) {
                var written = new byte[2 * SIZE];
                file.view(begin, written.length).get(written);
                assertThat(written).containsOnly(7);
                var room = new byte[2 * Disk.BLOCK];
                file.view(journal.offset(), room.length).get(room);
                assertThat(room).containsOnly(0);
            }
        }
    }
}
