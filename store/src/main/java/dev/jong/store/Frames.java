package dev.jong.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/// Writes records as frames: body length (4 bytes), CRC32C (4), body. A body begins with its type;
/// [#FIRST] in it says that all before this frame in the file was durable when it was written.
///
/// The checksum also covers the file's number and the frame's offset, so that a frame never counts
/// anywhere but in its place.
final class Frames {
    static final int HEADER = 8;
    static final int PUT = 1;
    static final int DELETE = 2;
    static final int GRANT = 3;
    static final int END = 4;
    static final int CUT = 5;
    static final int FIRST = 0x80;
    private static final int KEEP = 16 << 20;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private final ByteBuffer place = ByteBuffer.allocate(16);
    private final CRC32C crc = new CRC32C();
    private long file;
    private long base;
    private int first;
    private int start;

    /// Begins a batch that will stand at this offset of this file.
    void begin(long fileNumber, long offset) {
        if (buffer.capacity() > KEEP) {
            buffer = ByteBuffer.allocateDirect(1 << 20);
        }
        buffer.clear();
        file = fileNumber;
        base = offset;
        first = FIRST;
    }

    int size() {
        return buffer.position();
    }

    /// The offset after it.
    long end() {
        return base + buffer.position();
    }

    /// The batch, ready to be written, by another thread if need be.
    ByteBuffer finish() {
        return buffer.duplicate().flip();
    }

    /// Adds a value.
    ///
    /// @return the value's offset in the file
    int put(String key, byte[] value, long createRevision, long revision, long count, long lease) {
        var name = key.getBytes(StandardCharsets.UTF_8);
        open(PUT, 39 + name.length + value.length);
        buffer.putLong(revision).putLong(createRevision).putLong(count).putLong(lease);
        buffer.putShort((short) name.length).put(name).putInt(value.length);
        var offset = (int) (base + buffer.position());
        buffer.put(value);
        close();
        return offset;
    }

    void delete(long revision, long lease, List<String> keys) {
        open(DELETE, 21);
        buffer.putLong(revision).putLong(lease).putInt(keys.size());
        for (var key : keys) {
            var name = key.getBytes(StandardCharsets.UTF_8);
            reserve(2 + name.length);
            buffer.putShort((short) name.length).put(name);
        }
        close();
    }

    void grant(long lease, long seconds) {
        open(GRANT, 17);
        buffer.putLong(lease).putLong(seconds);
        close();
    }

    void cut(long fileNumber, long offset) {
        open(CUT, 17);
        buffer.putLong(fileNumber).putLong(offset);
        close();
    }

    void end(long revision, long entries) {
        open(END, 17);
        buffer.putLong(revision).putLong(entries);
        close();
    }

    private void open(int type, int expected) {
        reserve(HEADER + expected);
        start = buffer.position();
        buffer.position(start + HEADER).put((byte) (type | first));
        first = 0;
    }

    private void close() {
        var end = buffer.position();
        buffer.putInt(start, end - start - HEADER);
        buffer.putInt(
                start + 4, checksum(crc, place, file, base + start, buffer, start + HEADER, end));
    }

    static int checksum(
            CRC32C crc, ByteBuffer place, long file, long offset, ByteBuffer in, int from, int to) {
        crc.reset();
        crc.update(place.clear().putLong(file).putLong(offset).flip());
        crc.update(in.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }

    private void reserve(int bytes) {
        if (buffer.remaining() < bytes) {
            var larger =
                    ByteBuffer.allocateDirect(
                            Math.max(buffer.capacity() * 2, buffer.position() + bytes));
            buffer = larger.put(buffer.flip());
        }
    }
}
