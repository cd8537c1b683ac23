package dev.jong.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.kubelet.health.v1.HealthCheckRequest;
import dev.jong.kubelet.health.v1.HealthCheckResponse;
import dev.jong.kubelet.health.v1.HealthCheckResponse.ServingStatus;
import dev.jong.kubelet.health.v1.HealthGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Asks a real server of the gRPC health protocol.
class GrpcCheckTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private final List<Server> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(Server::shutdownNow);
    }

    @Test
    void succeedsWhenTheNamedServiceIsServing() throws IOException {
        var asked = Collections.synchronizedList(new ArrayList<String>());
        int port =
                serve(
                        new HealthGrpc.HealthImplBase() {
                            @Override
                            public void check(
                                    HealthCheckRequest request,
                                    StreamObserver<HealthCheckResponse> answers) {
                                asked.add(request.getService());
                                answer(ServingStatus.SERVING, answers);
                            }
                        });

        assertThat(ask(port, "ready", LONG)).isEqualTo(new ProbeAnswer.Success());
        assertThat(ask(port, "", LONG)).isEqualTo(new ProbeAnswer.Success());
        assertThat(asked).containsExactly("ready", "");
    }

    @Test
    void failsWithWhatTheServiceSaysOfItself() throws IOException {
        int port =
                serve(
                        new HealthGrpc.HealthImplBase() {
                            @Override
                            public void check(
                                    HealthCheckRequest request,
                                    StreamObserver<HealthCheckResponse> answers) {
                                answer(ServingStatus.NOT_SERVING, answers);
                            }
                        });

        assertThat(ask(port, "", LONG))
                .isEqualTo(
                        new ProbeAnswer.Failure(
                                "service unhealthy (responded with \"NOT_SERVING\")"));
    }

    @Test
    void failsWhereTheProtocolOrTheServiceIsUnknown() throws IOException {
        int without = serve(null);
        int unknown =
                serve(
                        new HealthGrpc.HealthImplBase() {
                            @Override
                            public void check(
                                    HealthCheckRequest request,
                                    StreamObserver<HealthCheckResponse> answers) {
                                answers.onError(
                                        Status.NOT_FOUND.withDescription("unknown").asException());
                            }
                        });

        assertThat(failure(ask(without, "", LONG)))
                .startsWith(
                        "error: this server does not implement the grpc health protocol"
                                + " (grpc.health.v1.Health): ");
        assertThat(failure(ask(unknown, "x", LONG)))
                .startsWith("error: health rpc probe failed: ")
                .contains("NOT_FOUND", "unknown");
    }

    @Test
    void failsWhereNobodyListensAndWhereNobodyAnswersInTime() throws IOException {
        int silent =
                serve(
                        new HealthGrpc.HealthImplBase() {
                            @Override
                            public void check(
                                    HealthCheckRequest request,
                                    StreamObserver<HealthCheckResponse> answers) {
                                if (request.getService().equals("first")) {
                                    answer(ServingStatus.SERVING, answers);
                                }
                            }
                        });
        // What takes time only once is over then.
        assertThat(ask(silent, "first", LONG)).isEqualTo(new ProbeAnswer.Success());
        int nobody = serve(null);
        servers.getLast().shutdownNow();

        assertThat(ask(silent, "", Duration.ofSeconds(2)))
                .isEqualTo(
                        new ProbeAnswer.Failure("timeout: health rpc did not complete within 2s"));
        assertThat(failure(ask(nobody, "", LONG)))
                .startsWith("error: failed to connect service at \"127.0.0.1:" + nobody + "\": ");
    }

    private int serve(HealthGrpc.@org.jspecify.annotations.Nullable HealthImplBase service)
            throws IOException {
        var builder =
                NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        if (service != null) {
            builder.addService(service);
        }
        var server = builder.build().start();
        servers.add(server);
        return server.getPort();
    }

    private static void answer(ServingStatus status, StreamObserver<HealthCheckResponse> answers) {
        answers.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
        answers.onCompleted();
    }

    private static ProbeAnswer ask(int port, String service, Duration timeout) {
        return GrpcCheck.ask("127.0.0.1", port, service, timeout);
    }

    private static String failure(ProbeAnswer answer) {
        assertThat(answer).isInstanceOf(ProbeAnswer.Failure.class);
        return answer instanceof ProbeAnswer.Failure(var message) ? message : "";
    }
}
