package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An HTTP/2 connection, from the client's preface on. Everything here runs on the connection's
/// loop.
final class Http2ServerHandler extends Http2ConnectionHandler {
    private static final int STREAM_WINDOW_BYTES = 256 << 10;

    /// As many streams as upstream allows at once may wait to be read before they hold up the
    /// others on their connection.
    private static final int WAITING_STREAMS = 100;

    private static final int HEADER_LIST_BYTES = 256 << 10;
    private static final int RESETS_PER_WINDOW = 20_000;
    private static final int WINDOW_SECONDS = 30;

    private final Connection shared;
    private final Http2Connection.PropertyKey wireKey;
    private final Outbox outbox;
    private @Nullable ChannelHandlerContext context;
    private long quietSince = System.nanoTime();

    private Http2ServerHandler(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Connection shared,
            ChannelPipeline pipeline) {
        super(decoder, encoder, settings);
        this.shared = shared;
        this.wireKey = connection().newKey();
        this.outbox = new Outbox(pipeline.channel().eventLoop(), this::flushAll);
        var requests = new Requests();
        decoder.frameListener(requests);
        connection().addListener(requests);
        gracefulShutdownTimeoutMillis(shared.server().limits().shutdownGrace().toMillis());
    }

    static void install(ChannelPipeline pipeline, Connection connection) {
        pipeline.addLast("http2", new Builder(connection, pipeline).build());
    }

    /// Makes the handler with our limits.
    private static final class Builder
            extends AbstractHttp2ConnectionHandlerBuilder<Http2ServerHandler, Builder> {
        private final Connection connection;
        private final ChannelPipeline pipeline;

        Builder(Connection connection, ChannelPipeline pipeline) {
            this.connection = connection;
            this.pipeline = pipeline;
            server(true);
            frameListener(new Http2EventAdapter());
            validateHeaders(true);
            initialSettings(
                    Http2Settings.defaultSettings()
                            .maxConcurrentStreams(connection.server().limits().maxStreams())
                            .initialWindowSize(STREAM_WINDOW_BYTES)
                            .maxHeaderListSize(HEADER_LIST_BYTES));
            decoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, WINDOW_SECONDS);
            encoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, WINDOW_SECONDS);
            encoderEnforceMaxQueuedControlFrames(RESETS_PER_WINDOW);
        }

        @Override
        protected Http2ServerHandler build() {
            return super.build();
        }

        @Override
        protected Http2ServerHandler build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings settings) {
            return new Http2ServerHandler(decoder, encoder, settings, connection, pipeline);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        int streams = shared.server().limits().maxStreams();
        connection().remote().maxActiveStreams(streams);
        super.handlerAdded(added);
        decoder()
                .flowController()
                .incrementWindowSize(
                        connection().connectionStream(),
                        STREAM_WINDOW_BYTES * Math.min(streams, WAITING_STREAMS));
        watchQuiet(lookNanos());
    }

    private long lookNanos() {
        var limits = shared.server().limits();
        return Math.min(limits.headerTimeout().toNanos(), limits.idleTimeout().toNanos());
    }

    private void watchQuiet(long delay) {
        var _ = context().executor().schedule(this::closeIfQuiet, delay, TimeUnit.NANOSECONDS);
    }

    private void closeIfQuiet() {
        if (!context().channel().isActive()) {
            return;
        }
        var allowed = shared.server().limits().idleTimeout().toNanos();
        var left = quietSince + allowed - System.nanoTime();
        if (connection().numActiveStreams() > 0) {
            hurry();
            watchQuiet(lookNanos());
        } else if (left > 0) {
            watchQuiet(Math.min(left, lookNanos()));
        } else {
            cut();
        }
    }

    /// A request whose body does not come begins without it, so that the handler's deadline counts.
    private void hurry() {
        try {
            connection()
                    .forEachActiveStream(stream -> {
                        Http2Wire wire = stream.getProperty(wireKey);
                        if (wire != null) {
                            wire.hurry();
                        }
                        return true;
                    });
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    /// Tells the client to make its next requests elsewhere, and answers those that it has sent
    /// before it hears that (RFC 9113, 6.8).
    void leave() {
        goAwayBehind(Integer.MAX_VALUE);
    }

    /// Tells the client to go away: what is under way goes on.
    void shutDown() {
        goAwayBehind(connection().remote().lastStreamCreated());
    }

    private void goAwayBehind(int lastStream) {
        var _ =
                goAway(
                        context(),
                        lastStream,
                        Http2Error.NO_ERROR.code(),
                        Unpooled.EMPTY_BUFFER,
                        context().newPromise());
        flushAll();
    }

    /// Ends the connection with all that is under way.
    void cut() {
        gracefulShutdownTimeoutMillis(0);
        var _ = context().channel().close();
    }

    ChannelHandlerContext context() {
        var known = context;
        if (known == null) {
            throw new IllegalStateException("the connection has not begun");
        }
        return known;
    }

    Connection shared() {
        return shared;
    }

    Outbox outbox() {
        return outbox;
    }

    /// Whether the stream can still be written to.
    boolean open(int id) {
        var stream = connection().stream(id);
        return stream != null && stream.state().localSideOpen();
    }

    private void flushAll() {
        flush(context());
    }

    void reset(int id, Http2Error error) {
        if (connection().stream(id) != null) {
            var _ = resetStream(context(), id, error.code(), context().newPromise());
        }
    }

    void consumed(int id, int bytes) {
        var stream = connection().stream(id);
        if (stream != null) {
            try {
                if (decoder().flowController().consumeBytes(stream, bytes)) {
                    flushAll();
                }
            } catch (Http2Exception e) {
                onError(context(), true, e);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        connection()
                .forEachActiveStream(stream -> {
                    lost(stream);
                    return true;
                });
        super.channelInactive(ctx);
    }

    private void lost(Http2Stream stream) {
        Http2Wire wire = stream.removeProperty(wireKey);
        if (wire != null) {
            wire.exchange().disconnected();
        }
    }

    /// What the client sends.
    private final class Requests extends Http2EventAdapter {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end)
                throws Http2Exception {
            var stream = connection().stream(id);
            if (stream == null) {
                return;
            }
            Http2Wire known = stream.getProperty(wireKey);
            if (known != null) {
                if (end) {
                    known.requestEnded();
                }
                return;
            }
            var wire = new Http2Wire(Http2ServerHandler.this, id, headers);
            stream.setProperty(wireKey, wire);
            wire.begin(end);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            onHeadersRead(ctx, id, headers, padding, end);
        }

        @Override
        public int onDataRead(
                ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
            var size = data.readableBytes();
            var stream = connection().stream(id);
            Http2Wire wire = stream == null ? null : stream.getProperty(wireKey);
            if (wire == null) {
                return size + padding;
            }
            wire.body(data, end);
            return padding;
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            lost(stream);
            quietSince = System.nanoTime();
        }
    }

    /// An empty body, for frames that only end.
    static ByteBuf nothing() {
        return Unpooled.EMPTY_BUFFER;
    }
}
