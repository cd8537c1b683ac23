package dev.jong.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/// Connections to a target which one thread reads, encrypted where the target's are.
final class WatchConnections implements AutoCloseable {
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Target target;
    private final @Nullable SslContext tls;

    /// @param protocol that is spoken on them, as ALPN (RFC 7301) names it
    WatchConnections(Target target, String protocol) {
        this.target = target;
        this.tls = target.tls(protocol);
    }

    boolean encrypted() {
        return tls != null;
    }

    /// Returns before it is connected. `handlers` are of this connection alone.
    ChannelFuture connect(ChannelHandler... handlers) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                var pipeline = channel.pipeline();
                                if (tls != null) {
                                    pipeline.addLast(tls.newHandler(channel.alloc()));
                                }
                                pipeline.addLast(handlers);
                            }
                        })
                .connect(target.socketAddress());
    }

    @Override
    public void close() {
        loop.shutdownGracefully().syncUninterruptibly();
    }
}
