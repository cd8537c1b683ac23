package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireStreamTest {
    private final Recorded wire = new Recorded();
    private final WireStream stream = new WireStream(wire, new Pending(), () -> {}, false);

    /// One piece as it was handed over.
    private record Frame(byte[] bytes, int offset, int length) {
        byte[] content() {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }

        String text() {
            return new String(content(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void sendsSmallSharedPiecesTogether() {
        stream.writeShared(bytes("one\n"));
        stream.writeShared(bytes("two\n"));
        stream.write(bytes("three\n"));
        assertThat(wire.frames).isEmpty();
        stream.flush();
        assertThat(wire.frames).extracting(Frame::text).containsExactly("one\ntwo\nthree\n");
    }

    @Test
    void doesNotCopyWhatIsAloneOrLarge() {
        var alone = bytes("alone");
        stream.writeShared(alone);
        stream.flush();
        var large = new byte[5000];
        stream.writeShared(bytes("before"));
        stream.writeShared(large);
        assertThat(wire.frames).hasSize(3);
        assertThat(wire.frames.get(0).bytes()).isSameAs(alone);
        assertThat(wire.frames.get(1).text()).isEqualTo("before");
        assertThat(wire.frames.get(2).bytes()).isSameAs(large);
    }

    @Test
    void keepsTheOrderOfPiecesOfAllSizes() {
        var whole = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            var piece = "%d,".formatted(i).repeat(1 + i % 700);
            whole.append(piece);
            if (i % 3 == 0) {
                stream.write(bytes(piece));
            } else {
                stream.writeShared(bytes(piece));
            }
            if (i % 7 == 0) {
                stream.flush();
            }
        }
        stream.close();
        var sent = new StringBuilder();
        wire.frames.forEach(frame -> sent.append(frame.text()));
        assertThat(sent.toString().equals(whole.toString())).isTrue();
        assertThat(wire.ended).isTrue();
    }

    @Test
    void holdsNobodyUpWhoAsksForRoom() {
        wire.taken = false;
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> {
                    for (int i = 0; stream.hasRoom(); i++) {
                        stream.writeShared(new byte[1 + i * 997]);
                        stream.flush();
                    }
                });
        assertThat(wire.frames).hasSizeBetween(2, 100);
    }

    @Test
    void oneLargeArrayNeedsNoMoreRoom() {
        wire.taken = false;
        assertThat(stream.hasRoom()).isTrue();
        stream.write(new byte[1000]);
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> {
                    stream.writeShared(new byte[3 << 20]);
                    stream.flush();
                });
        assertThat(stream.hasRoom()).isFalse();
        assertThat(stream.written()).isEqualTo((3 << 20) + 1000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Takes everything at once, or nothing.
    private static final class Recorded implements Wire {
        private final List<Frame> frames = new ArrayList<>();
        private boolean ended;
        private boolean taken = true;

        @Override
        public void data(byte[] bytes, int offset, int length, Pending pending) {
            frames.add(new Frame(bytes, offset, length));
            pending.release(taken ? length : 0);
        }

        @Override
        public void data(List<byte[]> pieces, int length, Pending pending) {
            var whole = new ByteArrayOutputStream();
            pieces.forEach(whole::writeBytes);
            frames.add(new Frame(whole.toByteArray(), 0, length));
            pending.release(taken ? length : 0);
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void answer(int status, Headers headers, List<byte[]> pieces) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void begin(int status, Headers headers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void abort() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void proceed() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void taken(int bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ByteStream upgrade(Headers headers) {
            throw new UnsupportedOperationException();
        }
    }
}
