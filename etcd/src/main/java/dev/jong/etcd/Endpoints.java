package dev.jong.etcd;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The members of one etcd. All requests go to one of them until it fails, then to the next.
final class Endpoints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
    private static final int DEFAULT_PORT = 2379;
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int KEEP_ALIVE_PATIENCE_SECONDS = 10;

    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Thread.ofPlatform().daemon().name("etcd-", 0).factory(),
                    NioIoHandler.newFactory());
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Endpoint> all;
    private final AtomicInteger preferred = new AtomicInteger();
    private volatile boolean hopeful = true;

    Endpoints(List<URI> uris, EtcdSecurity security) {
        this.all = uris.stream().map(uri -> connect(uri, security)).toList();
    }

    private Endpoint connect(URI uri, EtcdSecurity security) {
        var port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        var builder =
                NettyChannelBuilder.forAddress(uri.getHost(), port)
                        .channelType(NioSocketChannel.class)
                        .eventLoopGroup(loop)
                        .executor(executor)
                        .disableRetry() // what may be asked again is decided in Requests
                        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEP_ALIVE_PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .maxInboundMessageSize(Integer.MAX_VALUE);
        security.applyTo(builder);
        return new Endpoint(uri, builder.build());
    }

    int count() {
        return all.size();
    }

    List<Endpoint> all() {
        return all;
    }

    /// Where requests go now.
    Endpoint current() {
        return all.get(preferred.get());
    }

    /// Has requests go to the next member from now on, unless they do already.
    void leave(Endpoint failed, String why) {
        var from = all.indexOf(failed);
        leave(failed, all.get((from + 1) % all.size()), why);
    }

    /// Has requests go to another member from now on, unless they have left the failed one already.
    void leave(Endpoint failed, Endpoint other, String why) {
        var from = all.indexOf(failed);
        var next = all.indexOf(other);
        if (from == next) {
            failed.channel().resetConnectBackoff();
            return;
        }
        if (!preferred.compareAndSet(from, next)) {
            return;
        }
        log.atDebug()
                .addKeyValue("endpoint", failed.uri())
                .addKeyValue("next", other.uri())
                .addKeyValue("reason", why)
                .log("Asking another etcd member");
        failed.leave();
        other.channel().resetConnectBackoff();
    }

    /// @param yes false while no member answers
    void hopeful(boolean yes) {
        hopeful = yes;
    }

    /// Whether a member may answer soon.
    boolean isHopeful() {
        return hopeful;
    }

    @Override
    public void close() {
        all.forEach(endpoint -> endpoint.channel().shutdownNow());
        try {
            for (var endpoint : all) {
                endpoint.channel().awaitTermination(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        executor.shutdown();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
