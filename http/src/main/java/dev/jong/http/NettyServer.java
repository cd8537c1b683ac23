package dev.jong.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// [HttpServer] on Netty's NIO loops.
final class NettyServer implements HttpServer {
    /// For clients with idle connections to hear that they are to go.
    private static final Duration NOTICE = Duration.ofSeconds(1);

    private final Server server;
    private final MultiThreadIoEventLoopGroup loops;
    private final ExecutorService handshakes;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable ServerTls tls;
    private volatile ClientTrust trust;
    private final LongAdder failedHandshakes = new LongAdder();
    private volatile boolean left;

    private NettyServer(HttpServerConfig config, HttpHandler handler) {
        this.server = new Server(config, handler, InstantSource.system());
        var first = config.tls().map(ServerTls::of);
        this.tls = first.orElse(null);
        this.trust = first.map(ServerTls::trust).orElseGet(() -> new ClientTrust(List.of()));
        this.loops =
                new MultiThreadIoEventLoopGroup(
                        config.limits().loops(),
                        new DefaultThreadFactory(config.name() + "-loop", true),
                        NioIoHandler.newFactory());
        this.handshakes =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name(config.name() + "-handshake").factory());
        this.listening = bind(config);
    }

    static HttpServer start(HttpServerConfig config, HttpHandler handler) {
        return new NettyServer(config, handler);
    }

    @Override
    public long failedHandshakes() {
        return failedHandshakes.sum();
    }

    private Channel bind(HttpServerConfig config) {
        var bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childHandler(new Accept());
        if (config.portShared()) {
            bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        }
        var bound = bootstrap.bind(address(config)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stopThreads();
            var cause = bound.cause();
            throw new UncheckedIOException(
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": "
                            + cause.getMessage(),
                    cause instanceof IOException io ? io : new IOException(cause));
        }
        return bound.channel();
    }

    private static InetSocketAddress address(HttpServerConfig config) {
        if (config.host().isEmpty()) {
            return new InetSocketAddress(config.port());
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("cannot listen on " + config.host(), e);
        }
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void renew(TlsServing serving) {
        if (tls == null) {
            throw new IllegalStateException("the server speaks plain text");
        }
        var renewed = ServerTls.of(serving);
        tls = renewed;
        trust = renewed.trust();
    }

    @Override
    public void leave() {
        if (server.closing()) {
            return;
        }
        left = true;
        stopListening();
        onEach(NettyServer::leave);
    }

    /// Before anybody is told to go: whoever comes again must not be taken in and cut off.
    private void stopListening() {
        listening.close().awaitUninterruptibly();
        // Connections that were taken last are known once each loop has come round.
        loops.forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly());
        server.closeSoon();
    }

    private void onEach(Consumer<Channel> action) {
        connections.forEach(
                connection -> connection.eventLoop().execute(() -> action.accept(connection)));
    }

    private static void leave(Channel connection) {
        var http1 = connection.pipeline().get(Http1Connection.class);
        var http2 = connection.pipeline().get(Http2ServerHandler.class);
        if (http1 != null) {
            http1.leave();
        }
        if (http2 != null) {
            http2.leave();
        }
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (left) {
            awaitNoConnections();
        } else {
            stopListening();
        }
        onEach(NettyServer::shutDown);
        server.inFlight().awaitNone(server.limits().shutdownGrace());
        connections.flush();
        onEach(NettyServer::cut);
        connections.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
        stopThreads();
    }

    private void awaitNoConnections() {
        var until = System.nanoTime() + NOTICE.toNanos();
        while (!connections.isEmpty() && System.nanoTime() - until < 0) {
            connections
                    .newCloseFuture()
                    .awaitUninterruptibly(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private static void shutDown(Channel connection) {
        var http1 = connection.pipeline().get(Http1Connection.class);
        var http2 = connection.pipeline().get(Http2ServerHandler.class);
        if (http1 != null) {
            http1.shutDown();
        }
        if (http2 != null) {
            http2.shutDown();
        }
    }

    private static void cut(Channel connection) {
        var http2 = connection.pipeline().get(Http2ServerHandler.class);
        if (http2 != null) {
            http2.cut();
        } else {
            var _ = connection.close();
        }
    }

    private void stopThreads() {
        handshakes.shutdown();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    /// Readies an accepted connection.
    private final class Accept extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            var pipeline = channel.pipeline();
            var current = tls;
            if (current == null) {
                pipeline.addLast(new PrefaceSniffer(server));
                return;
            }
            if (current.named().isEmpty()) {
                pipeline.addLast(tlsHandler(current.context(), channel.alloc()));
            } else {
                pipeline.addLast(new ByName(current, channel));
            }
            pipeline.addLast(new Negotiated());
            pipeline.addLast(new Quiet());
        }
    }

    private SslHandler tlsHandler(SslContext context, ByteBufAllocator allocator) {
        var handler = context.newHandler(allocator, handshakes);
        handler.setHandshakeTimeoutMillis(server.limits().headerTimeout().toMillis());
        handler.handshakeFuture()
                .addListener(agreed -> failedHandshakes.add(agreed.isSuccess() ? 0 : 1));
        return handler;
    }

    /// Waits for the name that a client asks for.
    private final class ByName extends SniHandler {
        ByName(ServerTls tls, Channel channel) {
            super(
                    (asked, promise) ->
                            promise.setSuccess(
                                    tls.contextFor(asked == null ? "" : asked, local(channel))),
                    0,
                    server.limits().headerTimeout().toMillis());
        }

        private static String local(Channel channel) {
            return channel.localAddress() instanceof InetSocketAddress at
                    ? at.getAddress().getHostAddress()
                    : "";
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            return tlsHandler(context, allocator);
        }
    }

    /// Begins the protocol that client and server agreed on.
    private final class Negotiated extends ApplicationProtocolNegotiationHandler {
        Negotiated() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            var connection = new Connection(context.channel(), server, () -> trust);
            context.pipeline().remove(Quiet.class);
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                Http2ServerHandler.install(context.pipeline(), connection);
            } else {
                Http1Connection.install(context.pipeline(), connection);
            }
            if (server.closing()) {
                leave(context.channel());
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    /// Failures before a protocol is known end the connection and are nobody's concern.
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
