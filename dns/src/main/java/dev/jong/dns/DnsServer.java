package dev.jong.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Answers on UDP and TCP. What the table knows is answered on the event loop; what must be asked
/// elsewhere, on a virtual thread of its own.
final class DnsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DnsServer.class);
    private static final int LARGEST_MESSAGE = 65_535;
    private static final int IDLE_SECONDS = 10;
    private static final int MOST_TRIES = 50;

    private final Responder responder;
    private final Forwarder forwarder;
    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Thread.ofPlatform().name("dns-", 0).daemon().factory(),
                    NioIoHandler.newFactory());
    private InetSocketAddress address;

    DnsServer(InetSocketAddress listen, Responder responder, Forwarder forwarder) {
        this.address = listen;
        this.responder = responder;
        this.forwarder = forwarder;
    }

    /// Binds both protocols to one port. Of free ports, where any will do, one is looked for that
    /// is free for both.
    void start() {
        var tries = address.getPort() == 0 ? MOST_TRIES : 1;
        try {
            while (!bindBoth(--tries == 0)) {
                log.atDebug().log("A port is free for datagrams only, trying another");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            var _ = loops.shutdownGracefully();
            throw new DnsException("Cannot serve DNS on " + address + ": " + e.getMessage(), e);
        }
    }

    /// @param last whether it is to fail when the port is in use
    /// @return false when it was for streams
    private boolean bindBoth(boolean last) throws InterruptedException {
        var datagrams =
                new Bootstrap()
                        .group(loops)
                        .channel(NioDatagramChannel.class)
                        .handler(new Datagrams())
                        .bind(address)
                        .sync()
                        .channel();
        var bound = (InetSocketAddress) datagrams.localAddress();
        var streams =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(new StreamInitializer())
                        .bind(bound)
                        .await();
        if (!last && streams.cause() instanceof BindException) {
            datagrams.close().sync();
            return false;
        }
        address = bound;
        streams.sync();
        return true;
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void answer(byte[] wire, boolean datagram, Consumer<byte[]> send) {
        Message query;
        try {
            query = new Message(wire);
        } catch (IOException e) {
            return; // not DNS: silence, as a resolver does
        }
        switch (responder.reply(query)) {
            case Responder.Reply.Ready(var message) ->
                    send.accept(Responder.bytes(message, query, datagram));
            case Responder.Reply.Forward() ->
                    Thread.ofVirtual()
                            .name("dns-forward")
                            .start(() -> send.accept(forward(query, wire, datagram)));
            case Responder.Reply.Follow(var message, var target, var type) ->
                    Thread.ofVirtual()
                            .name("dns-follow")
                            .start(() -> {
                                addAddresses(
                                        message,
                                        Message.newQuery(Record.newRecord(target, type, 1)));
                                send.accept(Responder.bytes(message, query, datagram));
                            });
        }
    }

    private byte[] forward(Message query, byte[] wire, boolean datagram) {
        return forwarder
                .ask(wire, datagram)
                .orElseGet(() ->
                        Responder.bytes(responder.failure(query, Rcode.SERVFAIL), query, datagram));
    }

    private void addAddresses(Message message, Message query) {
        forwarder
                .ask(query.toWire(), true)
                .ifPresent(wire -> {
                    try {
                        for (var record : new Message(wire).getSection(Section.ANSWER))
                            message.addRecord(record, Section.ANSWER);
                    } catch (IOException e) {
                        log.atDebug()
                                .addKeyValue("target", query.getQuestion().getName())
                                .log("Unreadable answer of a resolver");
                    }
                });
    }

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Channel channel = context.channel();
            InetSocketAddress sender = packet.sender();
            answer(
                    ByteBufUtil.getBytes(packet.content()),
                    true,
                    bytes -> {
                        var content = Unpooled.wrappedBuffer(bytes);
                        var _ = channel.writeAndFlush(new DatagramPacket(content, sender));
                    });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            log.atDebug().addKeyValue("cause", cause.getMessage()).log("A DNS datagram failed");
        }
    }

    private final class Streams extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            Channel channel = context.channel();
            answer(
                    ByteBufUtil.getBytes(message),
                    false,
                    bytes -> {
                        var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
                    });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    private final class StreamInitializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                    .addLast(new LengthFieldBasedFrameDecoder(LARGEST_MESSAGE, 0, 2, 0, 2))
                    .addLast(new LengthFieldPrepender(2))
                    .addLast(new Streams());
        }
    }
}
