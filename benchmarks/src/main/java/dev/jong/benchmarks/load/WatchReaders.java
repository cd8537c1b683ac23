package dev.jong.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.util.Arrays;

/// Many watches, each on a connection of its own, read by one thread: a thousand readers share the
/// machine with the server that is measured, and a thread for each costs more than what it reads.
final class WatchReaders implements AutoCloseable {
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Target target;

    WatchReaders(Target target) {
        this.target = target;
    }

    /// What is done with one watch. Called by one thread for all watches.
    interface Reader {
        void opened();

        /// Reads a line, the first `length` bytes of an array that holds others afterwards; answers
        /// whether to go on.
        boolean read(byte[] line, int length);

        /// It ended though its reader wanted to go on; nothing follows.
        void broke(Throwable cause);
    }

    /// Returns before it is open.
    void watch(String path, Reader reader) {
        var _ =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        var engine = target.engine();
                                        if (engine != null) {
                                            channel.pipeline().addLast(new SslHandler(engine));
                                        }
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpClientCodec(),
                                                        new Stream(path, reader));
                                    }
                                })
                        .connect(target.socketAddress())
                        .addListener(connected -> {
                            var cause = connected.cause();
                            if (cause != null) reader.broke(cause);
                        });
    }

    @Override
    public void close() {
        loop.shutdownGracefully().syncUninterruptibly();
    }

    /// One watch, whose lines may begin in one chunk and end in another.
    private final class Stream extends SimpleChannelInboundHandler<HttpObject> {
        private final String path;
        private final Reader reader;
        private byte[] line = new byte[2048];
        private int length;
        private boolean ended;

        Stream(String path, Reader reader) {
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
            if (message instanceof HttpResponse response) {
                if (response.status().code() != 200) {
                    end(context, new IllegalStateException("answered " + response.status()));
                    return;
                }
                reader.opened();
            }
            if (message instanceof HttpContent content && !ended && !read(content.content())) {
                ended = true;
                var _ = context.close();
            }
        }

        private boolean read(ByteBuf bytes) {
            int at = bytes.readerIndex();
            while (at < bytes.writerIndex()) {
                int stop = bytes.indexOf(at, bytes.writerIndex(), (byte) '\n');
                append(bytes, at, (stop < 0 ? bytes.writerIndex() : stop) - at);
                if (stop < 0) return true;
                int whole = length;
                length = 0;
                if (!reader.read(line, whole)) return false;
                at = stop + 1;
            }
            return true;
        }

        private void append(ByteBuf bytes, int at, int count) {
            if (length + count > line.length) line = Arrays.copyOf(line, 2 * (length + count));
            bytes.getBytes(at, line, length, count);
            length += count;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(context, new IllegalStateException("watch ended"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(context, cause);
        }

        private void end(ChannelHandlerContext context, Throwable cause) {
            if (!ended) {
                ended = true;
                reader.broke(cause);
                var _ = context.close();
            }
        }
    }
}
