package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;

/// The bytes of a connection after its upgrade.
final class RawStream extends ChannelInboundHandlerAdapter implements ByteStream {
    private static final int HELD_BYTES = 256 << 10;

    private final Channel channel;
    private final Outbox outbox;
    private final Pending pending = new Pending();
    private final AtomicInteger held = new AtomicInteger();
    private final Inbox inbox = new Inbox(this::taken);
    private final OutputStream output = new Output();

    RawStream(Channel channel) {
        this.channel = channel;
        this.outbox = new Outbox(channel.eventLoop(), channel::flush);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf buffer && buffer.isReadable()) {
                var bytes = new byte[buffer.readableBytes()];
                buffer.readBytes(bytes);
                if (held.addAndGet(bytes.length) > HELD_BYTES) {
                    channel.config().setAutoRead(false);
                }
                inbox.offer(bytes);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void taken(int bytes) {
        if (held.getAndAdd(-bytes) > HELD_BYTES / 2 && held.get() <= HELD_BYTES / 2) {
            outbox.post(() -> channel.config().setAutoRead(true));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        inbox.fail(new DisconnectedException("the connection broke", cause));
        pending.gone();
        var _ = context.close();
    }

    void lost() {
        inbox.end();
        pending.gone();
    }

    @Override
    public InputStream input() {
        return inbox;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void closeOutput() {
        outbox.post(() -> {
            if (channel instanceof DuplexChannel duplex
                    && channel.pipeline().get(SslHandler.class) == null) {
                var _ =
                        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                                .addListener(_ -> {
                                    var _ = duplex.shutdownOutput();
                                });
            } else {
                closeWhenWritten();
            }
        });
    }

    @Override
    public void close() {
        outbox.post(this::closeWhenWritten);
        lost();
    }

    private void closeWhenWritten() {
        var _ =
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
    }

    /// Sends each write at once; callers that write little at a time buffer.
    private final class Output extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (length == 0) {
                return;
            }
            pending.admit(length);
            var copy = new byte[length];
            System.arraycopy(bytes, offset, copy, 0, length);
            outbox.post(() -> {
                var _ =
                        channel.write(Unpooled.wrappedBuffer(copy))
                                .addListener(_ -> pending.release(length));
            });
        }

        @Override
        public void close() {
            closeOutput();
        }
    }
}
