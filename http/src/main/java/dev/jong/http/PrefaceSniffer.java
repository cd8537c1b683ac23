package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Tells HTTP/2 with prior knowledge from HTTP/1.1 on a plain-text connection, by the first bytes.
final class PrefaceSniffer extends ByteToMessageDecoder {
    private static final byte[] PREFACE = "PRI * ".getBytes(StandardCharsets.US_ASCII);

    private final Server server;

    PrefaceSniffer(Server server) {
        this.server = server;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var _ =
                context.executor()
                        .schedule(
                                () -> {
                                    if (!context.isRemoved()) {
                                        var _ = context.close();
                                    }
                                },
                                server.limits().headerTimeout().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        var known = Math.min(in.readableBytes(), PREFACE.length);
        for (var i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                begin(context, false);
                return;
            }
        }
        if (known == PREFACE.length) {
            begin(context, true);
        }
    }

    private void begin(ChannelHandlerContext context, boolean http2) {
        var nobody = new ClientTrust(List.of());
        var connection = new Connection(context.channel(), server, () -> nobody);
        if (http2) {
            Http2ServerHandler.install(context.pipeline(), connection);
        } else {
            Http1Connection.install(context.pipeline(), connection);
        }
        context.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
