package dev.jong.cluster.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Writes a tar archive (POSIX ustar, GNU long names) whose bytes depend on nothing but what is put
/// in: no times, no owners.
public final class TarWriter implements Closeable {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final char FILE = '0';
    private static final char SYMBOLIC_LINK = '2';
    private static final char FOLDER = '5';
    private static final char GNU_LONG_NAME = 'L';
    private static final char GNU_LONG_LINK = 'K';

    private final OutputStream out;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    public TarWriter folder(String path, int mode) throws IOException {
        header(path.endsWith("/") ? path : path + "/", mode, 0, FOLDER, "");
        return this;
    }

    public TarWriter file(String path, int mode, byte[] content) throws IOException {
        header(path, mode, content.length, FILE, "");
        out.write(content);
        pad(content.length);
        return this;
    }

    public TarWriter file(String path, int mode, Path content) throws IOException {
        var size = Files.size(content);
        header(path, mode, size, FILE, "");
        if (Files.copy(content, out) != size) {
            throw new IOException(content + " changed while it was read");
        }
        pad(size);
        return this;
    }

    public TarWriter link(String path, String target) throws IOException {
        header(path, 0777, 0, SYMBOLIC_LINK, target);
        return this;
    }

    /// Writes the end of the archive and closes the stream.
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private void header(String name, int mode, long size, char type, String target)
            throws IOException {
        longText(name, GNU_LONG_NAME);
        longText(target, GNU_LONG_LINK);
        var block = new byte[BLOCK];
        text(block, 0, NAME_LENGTH, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 0);
        Arrays.fill(block, 148, 156, (byte) ' ');
        block[156] = (byte) type;
        text(block, 157, NAME_LENGTH, target);
        text(block, 257, 8, "ustar\00000");
        var sum = 0;
        for (var value : block) {
            sum += Byte.toUnsignedInt(value);
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    private void longText(String text, char type) throws IOException {
        var bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= NAME_LENGTH + 1) {
            return;
        }
        header("././@LongLink", 0, bytes.length, type, "");
        out.write(bytes);
        pad(bytes.length);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private static void text(byte[] block, int offset, int length, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, length));
    }

    /// Octal digits and a closing NUL in `length` bytes.
    private static void octal(byte[] block, int offset, int length, long value) {
        var digits = Long.toOctalString(value);
        if (digits.length() > length - 1) {
            throw new IllegalArgumentException(value + " does not fit into a tar header");
        }
        text(block, offset, length, "0".repeat(length - 1 - digits.length()) + digits);
    }
}
