package dev.jong.kubelet.cri;

import dev.jong.kubelet.runtime.RuntimeFailure;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A gRPC connection over a unix socket, with the JDK's own sockets: no native library.
final class CriChannel implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop;
    private final ManagedChannel channel;

    CriChannel(Path socket) {
        this.loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().daemon().name("cri-", 0).factory(),
                        NioIoHandler.newFactory());
        this.channel =
                NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                        .channelType(NioDomainSocketChannel.class)
                        .eventLoopGroup(loop)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .overrideAuthority("localhost")
                        .maxInboundMessageSize(16 << 20)
                        .withOption(ChannelOption.SO_KEEPALIVE, null) // not known to a unix socket
                        .usePlaintext()
                        .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /// Performs a call and turns gRPC's failures into the runtime's words.
    static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    private static RuntimeFailure failure(StatusRuntimeException e) {
        var description = e.getStatus().getDescription();
        var text =
                "rpc error: code = "
                        + goName(e.getStatus().getCode())
                        + " desc = "
                        + (description == null ? "" : description);
        return switch (e.getStatus().getCode()) {
            case NOT_FOUND -> new RuntimeFailure.NotFound(text);
            case UNAVAILABLE, CANCELLED -> new RuntimeFailure.Unavailable(text, e);
            case DEADLINE_EXCEEDED -> new RuntimeFailure.TimedOut(text);
            default -> new RuntimeFailure.Refused(text, e);
        };
    }

    /// Clients know these names from Go: `NotFound`, not `NOT_FOUND`.
    private static String goName(Status.Code code) {
        var name = new StringBuilder();
        for (var word : code.name().split("_", -1)) {
            name.append(word.charAt(0))
                    .append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
