package dev.jong.http.spdy;

import dev.jong.http.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Turns bytes into SPDY/3.1 frames and frames into bytes. Each direction is used by one thread at
/// a time; header compression makes the order of frames matter.
final class SpdyFrames {
    private static final int PIECE_BYTES = 32 << 10;
    private static final int HEADER_BYTES = 64 << 10;

    private final EmbeddedChannel decoder = channel();
    private final EmbeddedChannel encoder = channel();
    private final InputStream in;
    private final OutputStream out;
    private final byte[] piece = new byte[PIECE_BYTES];

    SpdyFrames(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    private static EmbeddedChannel channel() {
        return new EmbeddedChannel(
                new SpdyFrameCodec(SpdyVersion.SPDY_3_1, PIECE_BYTES, HEADER_BYTES, 6, 15, 8));
    }

    /// The next frame, which the caller releases; empty at the end.
    Optional<SpdyFrame> read() throws IOException {
        while (true) {
            var frame = decoder.readInbound();
            if (frame instanceof SpdyFrame known) {
                return Optional.of(known);
            }
            if (frame != null) {
                var _ = ReferenceCountUtil.release(frame);
                continue;
            }
            var count = in.read(piece);
            if (count < 0) {
                return Optional.empty();
            }
            try {
                var _ = decoder.writeInbound(Unpooled.copiedBuffer(piece, 0, count));
            } catch (RuntimeException e) {
                throw new ProtocolException("malformed SPDY frame", e);
            }
        }
    }

    void write(SpdyFrame frame) throws IOException {
        var _ = encoder.writeOutbound(frame);
        for (ByteBuf bytes = encoder.readOutbound();
                bytes != null;
                bytes = encoder.readOutbound()) {
            var array = new byte[bytes.readableBytes()];
            bytes.readBytes(array);
            bytes.release();
            out.write(array);
        }
        out.flush();
    }
}
