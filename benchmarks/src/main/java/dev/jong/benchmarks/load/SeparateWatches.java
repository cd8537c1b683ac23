package dev.jong.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.ReferenceCountUtil;

/// Each watch on a connection of its own, by HTTP/1.1.
final class SeparateWatches implements WatchReaders {
    private final Target target;
    private final WatchConnections connections;

    SeparateWatches(Target target) {
        this.target = target;
        this.connections = new WatchConnections(target, ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    public void watch(String path, Reader reader) {
        var _ =
                connections
                        .connect(new HttpClientCodec(), new Head(path, reader))
                        .addListener(connected -> {
                            var cause = connected.cause();
                            if (cause != null) reader.broke(cause);
                        });
    }

    @Override
    public void close() {
        connections.close();
    }

    /// Asks, reads the head of the answer and leaves what follows to [Body].
    private final class Head extends SimpleChannelInboundHandler<HttpObject> {
        private final String path;
        private final Reader reader;

        Head(String path, Reader reader) {
            this.path = path;
            this.reader = reader;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
            var headers =
                    request.headers()
                            .set("Host", target.hostAndPort())
                            .set("Accept", "application/json")
                            .set("User-Agent", "jong-load");
            if (target.token() != null) headers.set("Authorization", "Bearer " + target.token());
            var _ = context.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (!(message instanceof HttpResponse response)) return;
            boolean chunked = HttpUtil.isTransferEncodingChunked(response);
            var body = new Body(new Lines(reader, chunked), reader);
            context.pipeline().replace(this, "body", body);
            if (response.status().code() != 200) {
                body.end(context, new IllegalStateException("answered " + response.status()));
                return;
            }
            reader.opened();
            context.pipeline().remove(HttpClientCodec.class);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            reader.broke(new IllegalStateException("not answered"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            reader.broke(cause);
            context.pipeline().remove(this);
            var _ = context.close();
        }
    }

    /// What follows the head, without the codec: that would make an object of each event.
    private static final class Body extends ChannelInboundHandlerAdapter {
        private final Lines lines;
        private final Reader reader;
        private boolean ended;

        Body(Lines lines, Reader reader) {
            this.lines = lines;
            this.reader = reader;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof ByteBuf bytes && !ended && !lines.take(bytes)) {
                    ended = true;
                    var _ = context.close();
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(context, new IllegalStateException("watch ended"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(context, cause);
        }

        void end(ChannelHandlerContext context, Throwable cause) {
            if (!ended) {
                ended = true;
                reader.broke(cause);
                var _ = context.close();
            }
        }
    }
}
