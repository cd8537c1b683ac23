package dev.jong.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads the frames of one file, or of a window of it, in order.
final class FrameReader {
    private static final int SECTOR = 512;
    private static final int CRC32C_POLYNOMIAL = 0x82f63b78;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(16);
    private final ByteBuffer file;
    private final long number;
    private final long base;
    private int offset;

    /// Reads from a buffer.
    ///
    /// @param file the file's bytes, or a window of them
    /// @param number the file's number
    /// @param base where in the file the window begins
    /// @param offset where in the window the first frame begins
    FrameReader(ByteBuffer file, long number, long base, int offset) {
        this.file = file;
        this.number = number;
        this.base = base;
        this.offset = offset;
    }

    /// Where in the window the next frame begins.
    int offset() {
        return offset;
    }

    /// The next record; absent at the file's end and where no valid frame stands.
    @Nullable LogRecord next() {
        var length = validLength(offset);
        if (length < 0) {
            return null;
        }
        var body =
                file.duplicate()
                        .position(offset + Frames.HEADER)
                        .limit(offset + Frames.HEADER + length);
        try {
            var read = read(body);
            if (read != null) {
                offset += Frames.HEADER + length;
            }
            return read;
        } catch (BufferUnderflowException tooShort) {
            return null;
        }
    }

    /// Whether the first frame of a batch stands here or later.
    boolean batchExists() {
        for (var at = offset; at <= file.limit() - Frames.HEADER - 1; at++) {
            var type = file.get(at + Frames.HEADER);
            if ((type & Frames.FIRST) != 0 && validLength(at) >= 0) {
                return true;
            }
        }
        return false;
    }

    /// The one bit that makes what stands here a valid frame when it is turned, where no valid
    /// frame is: then it was written to its end and is damaged. Of a write that was not finished a
    /// sector or more is missing.
    ///
    /// @return the bit's place in the file, eight times its byte's, lowest bit first
    OptionalLong turnedBit() {
        if (offset > file.limit() - Frames.HEADER - 1) {
            return OptionalLong.empty();
        }
        var length = file.getInt(offset);
        var expected = file.getInt(offset + Integer.BYTES);
        for (var bit = 0; bit < Integer.SIZE; bit++) {
            var other = length ^ 1 << bit;
            if (fits(offset, other) && checksum(offset, other) == expected) {
                return bitOfInt(offset, bit);
            }
        }
        if (!fits(offset, length) || sectorIsEmpty(offset, length)) {
            return OptionalLong.empty();
        }
        var wrong = checksum(offset, length) ^ expected;
        return Integer.bitCount(wrong) == 1
                ? bitOfInt(offset + Integer.BYTES, Integer.numberOfTrailingZeros(wrong))
                : bitOfBody(wrong, length);
    }

    private OptionalLong bitOfInt(int at, int bit) {
        var lastByte = base + at + Integer.BYTES - 1;
        return OptionalLong.of(Byte.SIZE * (lastByte - bit / Byte.SIZE) + bit % Byte.SIZE);
    }

    /// The bit of the body that changes the checksum so. The checksum is linear: what a bit changes
    /// depends on its distance from the end only.
    private OptionalLong bitOfBody(int change, int length) {
        var last = Byte.SIZE * (base + offset + Frames.HEADER + length) - 1;
        var effect = CRC32C_POLYNOMIAL;
        for (var back = 0L; back < (long) Byte.SIZE * length; back++) {
            if (effect == change) {
                return OptionalLong.of(last - back);
            }
            effect = effect >>> 1 ^ ((effect & 1) == 0 ? 0 : CRC32C_POLYNOMIAL);
        }
        return OptionalLong.empty();
    }

    private boolean sectorIsEmpty(int at, int length) {
        var end = at + Frames.HEADER + length;
        var from = (int) (SECTOR - (base + at) % SECTOR) + at;
        for (; from + SECTOR <= end; from += SECTOR) {
            var used = 0;
            for (var i = from; i < from + SECTOR; i++) {
                used |= file.get(i);
            }
            if (used == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean fits(int at, int length) {
        return length >= 1 && length <= file.limit() - at - Frames.HEADER;
    }

    private int checksum(int at, int length) {
        var from = at + Frames.HEADER;
        return Frames.checksum(crc, place, number, base + at, file, from, from + length);
    }

    private int validLength(int at) {
        if (at > file.limit() - Frames.HEADER - 1) {
            return -1;
        }
        var length = file.getInt(at);
        return fits(at, length) && checksum(at, length) == file.getInt(at + Integer.BYTES)
                ? length
                : -1;
    }

    private static @Nullable LogRecord read(ByteBuffer body) {
        return switch (body.get() & ~Frames.FIRST & 0xff) {
            case Frames.PUT -> {
                var revision = body.getLong();
                var createRevision = body.getLong();
                var count = body.getLong();
                var lease = body.getLong();
                var key = text(body);
                var value = new byte[body.getInt()];
                var valueOffset = body.position();
                body.get(value);
                yield new LogRecord.Put(
                        key, value, createRevision, revision, count, lease, valueOffset);
            }
            case Frames.DELETE -> {
                var revision = body.getLong();
                var lease = body.getLong();
                var size = body.getInt();
                var keys = new ArrayList<String>();
                for (var i = 0; i < size; i++) {
                    keys.add(text(body));
                }
                yield new LogRecord.Delete(revision, lease, keys);
            }
            case Frames.GRANT -> new LogRecord.Grant(body.getLong(), body.getLong());
            case Frames.CUT -> new LogRecord.Cut(body.getLong(), body.getLong());
            case Frames.END -> new LogRecord.End(body.getLong(), body.getLong());
            default -> null;
        };
    }

    private static String text(ByteBuffer body) {
        var bytes = new byte[Short.toUnsignedInt(body.getShort())];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
