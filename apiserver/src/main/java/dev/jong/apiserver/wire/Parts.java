package dev.jong.apiserver.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects bytes in pieces of bounded size, so that a long list is never one array.
public final class Parts {
    private static final int PIECE = 256 << 10;

    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] current = new byte[16 << 10];
    private int length;

    public Parts add(byte[] bytes) {
        System.arraycopy(bytes, 0, room(bytes.length), length, bytes.length);
        length += bytes.length;
        return this;
    }

    public Parts add(char ascii) {
        room(1)[length++] = (byte) ascii;
        return this;
    }

    /// The array to write `size` bytes into, from [#length()] on; [#wrote(int)] tells where writing
    /// ended.
    public byte[] room(int size) {
        if (length + size > current.length) {
            finish();
            current = new byte[Math.max(PIECE, size)];
        }
        return current;
    }

    public int length() {
        return length;
    }

    public void wrote(int end) {
        length = end;
    }

    public List<byte[]> pieces() {
        finish();
        return pieces;
    }

    private void finish() {
        if (length > 0) {
            pieces.add(length == current.length ? current : Arrays.copyOf(current, length));
        }
        length = 0;
        current = new byte[0];
    }
}
