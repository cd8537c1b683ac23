package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;

/// Writes the body of one answer part by part, on the connection's loop.
///
/// @param chunked each part behind its length (RFC 9112, section 7.1), else the parts as they are
record Http1Body(ChannelHandlerContext context, boolean chunked) {
    /// A part up to this size is copied into one buffer with what frames it.
    private static final int JOINED_BYTES = 16 << 10;

    /// Sixteen digits and two line ends.
    private static final int FRAME_BYTES = 20;

    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    /// The array is not changed until it has been written.
    ChannelFuture write(byte[] bytes, int offset, int length) {
        if (!chunked) {
            return context.write(Unpooled.wrappedBuffer(bytes, offset, length));
        }
        if (length <= JOINED_BYTES) {
            var buffer = begun(length, length);
            return context.write(ended(buffer.writeBytes(bytes, offset, length)));
        }
        var _ = context.write(begun(length, 0));
        var _ = context.write(Unpooled.wrappedBuffer(bytes, offset, length));
        return context.write(Unpooled.wrappedBuffer(LAST_CHUNK, 1, 2));
    }

    /// All of these as one part of `length` bytes.
    ChannelFuture write(List<byte[]> pieces, int length) {
        var buffer = begun(length, length);
        pieces.forEach(buffer::writeBytes);
        return context.write(ended(buffer));
    }

    /// Nothing follows.
    ChannelFuture end() {
        return context.write(chunked ? Unpooled.wrappedBuffer(LAST_CHUNK) : Unpooled.EMPTY_BUFFER);
    }

    private ByteBuf begun(int length, int room) {
        var buffer = context.alloc().buffer(room + FRAME_BYTES);
        if (chunked) {
            Http1Head.ascii(buffer, Integer.toHexString(length));
            buffer.writeByte('\r').writeByte('\n');
        }
        return buffer;
    }

    private ByteBuf ended(ByteBuf buffer) {
        return chunked ? buffer.writeByte('\r').writeByte('\n') : buffer;
    }
}
