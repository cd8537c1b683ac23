package dev.jong.kubelet.probe;

import dev.jong.kubelet.health.v1.HealthCheckRequest;
import dev.jong.kubelet.health.v1.HealthCheckResponse.ServingStatus;
import dev.jong.kubelet.health.v1.HealthGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One question by the gRPC health protocol, on a fresh connection without TLS.
final class GrpcCheck {
    private GrpcCheck() {}

    static ProbeAnswer ask(String host, int port, String service, Duration timeout) {
        var channel =
                NettyChannelBuilder.forAddress(new InetSocketAddress(host, port))
                        .usePlaintext()
                        .userAgent("kube-probe/1.36")
                        .build();
        try {
            return ask(channel, service, timeout);
        } finally {
            channel.shutdownNow();
        }
    }

    private static ProbeAnswer ask(ManagedChannel channel, String service, Duration timeout) {
        var words = timeout.toSeconds() + "s";
        try {
            var answer =
                    HealthGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                            .check(HealthCheckRequest.newBuilder().setService(service).build());
            return answer.getStatus() == ServingStatus.SERVING
                    ? new ProbeAnswer.Success()
                    : new ProbeAnswer.Failure(
                            "service unhealthy (responded with \"" + answer.getStatus() + "\")");
        } catch (StatusRuntimeException e) {
            return new ProbeAnswer.Failure(
                    switch (e.getStatus().getCode()) {
                        case UNIMPLEMENTED ->
                                "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                                        + e.getStatus().getDescription();
                        case DEADLINE_EXCEEDED ->
                                "timeout: health rpc did not complete within " + words;
                        case UNAVAILABLE ->
                                "error: failed to connect service at \""
                                        + channel.authority()
                                        + "\": "
                                        + e.getMessage();
                        default -> "error: health rpc probe failed: " + e.getMessage();
                    });
        }
    }
}
