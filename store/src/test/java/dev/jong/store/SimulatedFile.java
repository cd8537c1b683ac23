package dev.jong.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// A file's bytes as a program sees them and as they would be found after a crash. What was not
/// forced survives wholly, not at all, or sector by sector. Guarded by its disk.
final class SimulatedFile {
    private static final int SECTOR = 512;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Change(long at, byte[] bytes, boolean cut) {
        byte[] onto(byte[] before, RandomGenerator random) {
            if (cut) {
                return Arrays.copyOf(before, (int) at);
            }
            var torn = random.nextBoolean();
            var result = before;
            var from = 0;
            while (from < bytes.length) {
                var to = (int) Math.min(bytes.length, from + SECTOR - (at + from) % SECTOR);
                if (!torn || random.nextBoolean()) {
                    result = write(result, at + from, Arrays.copyOfRange(bytes, from, to));
                }
                from = to;
            }
            return result;
        }
    }

    private byte[] durable = new byte[0];
    private byte[] present = new byte[0];
    private int length;
    private final List<Change> unforced = new ArrayList<>();

    byte[] present() {
        return Arrays.copyOf(present, length);
    }

    int length() {
        return length;
    }

    boolean forcedOnce() {
        return durable.length > 0;
    }

    void write(long at, byte[] bytes) {
        var end = (int) at + bytes.length;
        if (end > present.length) {
            present = Arrays.copyOf(present, Math.max(end, 2 * present.length));
        }
        System.arraycopy(bytes, 0, present, (int) at, bytes.length);
        length = Math.max(length, end);
        unforced.add(new Change(at, bytes, false));
    }

    void truncate(long size) {
        if (size < length) {
            Arrays.fill(present, (int) size, length, (byte) 0);
            length = (int) size;
            unforced.add(new Change(size, new byte[0], true));
        }
    }

    void force() {
        for (var change : unforced) {
            durable =
                    change.cut
                            ? Arrays.copyOf(durable, (int) change.at)
                            : write(durable, change.at, change.bytes);
        }
        unforced.clear();
    }

    /// What a force does that fails: the program goes on seeing what it wrote, the disk has what
    /// chance left there, and no later force mends it.
    void loseUnforced(RandomGenerator random) {
        for (var change : unforced) {
            if (random.nextBoolean()) {
                durable =
                        change.cut && change.at > durable.length
                                ? durable
                                : change.onto(durable, random);
            }
        }
        unforced.clear();
    }

    void crash(RandomGenerator random) {
        loseUnforced(random);
        present = durable.clone();
        length = present.length;
    }

    /// Turns a bit.
    ///
    /// @return turns it back
    Runnable flip(RandomGenerator random) {
        var at = random.nextInt(durable.length);
        var bit = (byte) (1 << random.nextInt(Byte.SIZE));
        durable[at] ^= bit;
        present[at] ^= bit;
        return () -> {
            if (at < durable.length) { // and not cut since
                durable[at] ^= bit;
                present[at] ^= bit;
            }
        };
    }

    private static byte[] write(byte[] before, long at, byte[] bytes) {
        var after = Arrays.copyOf(before, (int) Math.max(before.length, at + bytes.length));
        System.arraycopy(bytes, 0, after, (int) at, bytes.length);
        return after;
    }
}
