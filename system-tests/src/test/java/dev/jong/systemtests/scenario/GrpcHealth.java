package dev.jong.systemtests.scenario;

import dev.jong.kubelet.health.v1.HealthCheckRequest;
import dev.jong.kubelet.health.v1.HealthCheckResponse;
import dev.jong.kubelet.health.v1.HealthCheckResponse.ServingStatus;
import dev.jong.kubelet.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// A server of the gRPC health protocol, as a process of its own: a service is unwell as long as a
/// file of its name is in the folder.
final class GrpcHealth extends HealthGrpc.HealthImplBase {
    /// A file that appears in the folder when it answers.
    static final String LISTENS = "listens";

    private final Path unwell;

    private GrpcHealth(Path unwell) {
        this.unwell = unwell;
    }

    /// @param arguments address, port, folder
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var folder = Path.of(arguments[2]);
        var server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])))
                        .addService(new GrpcHealth(folder))
                        .build()
                        .start();
        Files.createFile(folder.resolve(LISTENS));
        server.awaitTermination();
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answers) {
        var status =
                Files.exists(unwell.resolve(request.getService()))
                        ? ServingStatus.NOT_SERVING
                        : ServingStatus.SERVING;
        answers.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
        answers.onCompleted();
    }
}
