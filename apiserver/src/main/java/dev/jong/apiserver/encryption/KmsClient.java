package dev.jong.apiserver.encryption;

import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Speaks to a service that keeps keys: gRPC over a unix socket, `v2.KeyManagementService` (KMS
/// API, version 2).
final class KmsClient implements AutoCloseable {
    private static final MethodDescriptor.Marshaller<byte[]> BYTES =
            new MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(byte[] message) {
                    return new ByteArrayInputStream(message);
                }

                @Override
                public byte[] parse(InputStream stream) {
                    try {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
    private static final MethodDescriptor<byte[], byte[]> STATUS = method("Status");
    private static final MethodDescriptor<byte[], byte[]> ENCRYPT = method("Encrypt");
    private static final MethodDescriptor<byte[], byte[]> DECRYPT = method("Decrypt");

    private final String name;
    private final Duration patience;
    private final KeyFigures figures;
    private final MultiThreadIoEventLoopGroup loop;
    private final ManagedChannel channel;

    /// How the service is.
    record Condition(String version, String health, String keyId) {}

    /// A sealed key.
    @SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
    record Sealed(byte[] bytes, String keyId, Map<String, byte[]> annotations) {}

    /// @param name of the service
    /// @param patience for each call
    KmsClient(String name, Path socket, Duration patience, KeyFigures figures) {
        this.name = name;
        this.patience = patience;
        this.figures = figures;
        loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().daemon().name("kms-", 0).factory(),
                        NioIoHandler.newFactory());
        channel =
                NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                        .channelType(NioDomainSocketChannel.class)
                        .eventLoopGroup(loop)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .overrideAuthority("localhost")
                        .withOption(ChannelOption.SO_KEEPALIVE, null) // not known to a unix socket
                        .usePlaintext()
                        .build();
    }

    static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("v2.KeyManagementService/" + name)
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(BYTES)
                .build();
    }

    Condition status() {
        var in = new ProtoReader(call(STATUS, new byte[0]));
        var version = "";
        var health = "";
        var keyId = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> version = in.readString();
                case 2 -> health = in.readString();
                case 3 -> keyId = in.readString();
                default -> in.skip();
            }
        }
        return new Condition(version, health, keyId);
    }

    Sealed encrypt(byte[] plain, String uid) {
        var out = new ProtoWriter();
        out.string(2, uid);
        out.bytes(1, plain);
        var in = new ProtoReader(call(ENCRYPT, out.toByteArray()));
        var sealed = new byte[0];
        var keyId = "";
        Map<String, byte[]> annotations = Map.of();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> sealed = in.readRaw();
                case 2 -> keyId = in.readString();
                case 3 -> annotations = in.plusEntry(annotations, ProtoReader::readRaw);
                default -> in.skip();
            }
        }
        return new Sealed(sealed, keyId, annotations);
    }

    byte[] decrypt(Sealed sealed, String uid) {
        var out = new ProtoWriter();
        out.map(4, sealed.annotations(), (value, writer) -> writer.bytes(2, value));
        out.string(3, sealed.keyId());
        out.string(2, uid);
        out.bytes(1, sealed.bytes());
        var in = new ProtoReader(call(DECRYPT, out.toByteArray()));
        var plain = new byte[0];
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                plain = in.readRaw();
            } else {
                in.skip();
            }
        }
        return plain;
    }

    private byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request) {
        var options =
                CallOptions.DEFAULT.withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
        var began = System.nanoTime();
        var code = Status.Code.OK;
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            code = e.getStatus().getCode();
            throw new Undecipherable(
                    "rpc error: " + code + ": " + e.getStatus().getDescription(), e);
        } finally {
            figures.called(
                    name,
                    "/" + method.getFullMethodName(),
                    goName(code),
                    System.nanoTime() - began);
        }
    }

    /// gRPC's codes as Go writes them: `DeadlineExceeded`.
    private static String goName(Status.Code code) {
        if (code == Status.Code.OK) {
            return "OK";
        }
        if (code == Status.Code.CANCELLED) {
            return "Canceled";
        }
        return Arrays.stream(code.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
