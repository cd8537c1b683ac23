package dev.jong.apiserver.encryption;

import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A service that keeps keys and turns every bit over.
final class FakeKeyService implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Server server;
    volatile String keyId = "key-1";
    volatile String health = "ok";

    FakeKeyService(Path socket) throws IOException {
        var service =
                ServerServiceDefinition.builder("v2.KeyManagementService")
                        .addMethod(KmsClient.method("Status"), answering(_ -> status()))
                        .addMethod(KmsClient.method("Encrypt"), answering(this::encrypt))
                        .addMethod(KmsClient.method("Decrypt"), answering(FakeKeyService::decrypt))
                        .build();
        server =
                NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                        .channelType(NioServerDomainSocketChannel.class)
                        .bossEventLoopGroup(loop)
                        .workerEventLoopGroup(loop)
                        .directExecutor()
                        .addService(service)
                        .build()
                        .start();
    }

    private static io.grpc.ServerCallHandler<byte[], byte[]> answering(
            UnaryOperator<byte[]> answer) {
        return ServerCalls.asyncUnaryCall((request, observer) -> {
            observer.onNext(answer.apply(request));
            observer.onCompleted();
        });
    }

    private byte[] status() {
        var out = new ProtoWriter();
        out.string(3, keyId);
        out.string(2, health);
        out.string(1, "v2");
        return out.toByteArray();
    }

    private byte[] encrypt(byte[] request) {
        var out = new ProtoWriter();
        out.string(2, keyId);
        out.bytes(1, turned(first(request)));
        return out.toByteArray();
    }

    private static byte[] decrypt(byte[] request) {
        var out = new ProtoWriter();
        out.bytes(1, turned(first(request)));
        return out.toByteArray();
    }

    private static byte[] first(byte[] message) {
        var in = new ProtoReader(message);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                return in.readRaw();
            }
            in.skip();
        }
        throw new IllegalArgumentException("no bytes");
    }

    private static byte[] turned(byte[] bytes) {
        var turned = bytes.clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] = (byte) ~turned[i];
        }
        return turned;
    }

    @Override
    public void close() {
        server.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
