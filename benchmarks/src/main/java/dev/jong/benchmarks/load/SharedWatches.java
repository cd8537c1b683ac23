package dev.jong.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Several watches on each connection, by HTTP/2, as those of one program of client-go are.
final class SharedWatches implements WatchReaders {
    /// As large as Go's client has them.
    private static final int STREAM_WINDOW = 4 << 20;

    private static final int CONNECTION_WINDOW = 1 << 30;

    private final Target target;
    private final WatchConnections connections;
    private final int perConnection;
    private @Nullable Shared newest;

    SharedWatches(Target target, int perConnection) {
        this.target = target;
        this.perConnection = perConnection;
        this.connections = new WatchConnections(target, ApplicationProtocolNames.HTTP_2);
    }

    @Override
    public void watch(String path, Reader reader) {
        var shared = newest;
        if (shared == null || shared.watches == perConnection) {
            shared = new Shared();
            newest = shared;
        }
        shared.add(path, reader);
    }

    @Override
    public void close() {
        connections.close();
    }

    /// One watch, its body cut into lines.
    private record Watch(Reader reader, Lines lines) {}

    /// One connection.
    private final class Shared extends Http2EventAdapter {
        private final DefaultHttp2Connection connection = new DefaultHttp2Connection(false);
        private final Http2ConnectionHandler handler =
                new Http2ConnectionHandlerBuilder()
                        .connection(connection)
                        .frameListener(this)
                        .initialSettings(
                                Http2Settings.defaultSettings()
                                        .pushEnabled(false)
                                        .initialWindowSize(STREAM_WINDOW))
                        .build();
        private final ChannelFuture connected = connections.connect(handler, new Ends());
        private int watches;

        /// Those under way. Of the loop.
        private final Map<Integer, Watch> open = new HashMap<>();

        void add(String path, Reader reader) {
            int id = 1 + 2 * watches++;
            connected.addListener(_ -> {
                if (connected.isSuccess()) {
                    ask(id, path, reader);
                } else {
                    reader.broke(connected.cause());
                }
            });
        }

        private void ask(int id, String path, Reader reader) throws Http2Exception {
            if (open.isEmpty()) {
                connection
                        .local()
                        .flowController()
                        .incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW);
            }
            open.put(id, new Watch(reader, new Lines(reader, false)));
            var context = connected.channel().pipeline().context(handler);
            var headers =
                    new DefaultHttp2Headers()
                            .method("GET")
                            .scheme(connections.encrypted() ? "https" : "http")
                            .authority(target.hostAndPort())
                            .path(path)
                            .add("accept", "application/json")
                            .add("user-agent", "jong-load");
            if (target.token() != null) headers.add("authorization", "Bearer " + target.token());
            var _ =
                    handler.encoder()
                            .writeHeaders(context, id, headers, 0, true, context.newPromise());
            var _ = context.flush();
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end) {
            if (end || !AsciiString.contentEquals("200", headers.status())) {
                broke(id, new IllegalStateException("answered " + headers.status()));
            } else {
                var watch = open.get(id);
                if (watch != null) watch.reader.opened();
            }
        }

        @Override
        public int onDataRead(
                ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean end) {
            int count = data.readableBytes() + padding;
            var watch = open.get(id);
            if (watch != null && !watch.lines.take(data)) {
                open.remove(id);
                if (open.isEmpty()) {
                    var _ = context.close();
                }
            } else if (end) {
                broke(id, new IllegalStateException("watch ended"));
            }
            return count;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int id, long error) {
            broke(id, new IllegalStateException("watch broken off with error " + error));
        }

        private void broke(int id, Throwable cause) {
            var watch = open.remove(id);
            if (watch != null) watch.reader.broke(cause);
        }

        /// All that were not over when the connection ended.
        private final class Ends extends ChannelInboundHandlerAdapter {
            @Override
            public void channelInactive(ChannelHandlerContext context) {
                allBroke(new IllegalStateException("connection ended"));
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                allBroke(cause);
                var _ = context.close();
            }

            private void allBroke(Throwable cause) {
                var ended = Map.copyOf(open);
                open.clear();
                ended.values().forEach(watch -> watch.reader.broke(cause));
            }
        }
    }
}
