package dev.jong.clienttests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.GeneratedMessageV3;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.jong.junit.Jong;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A project that brings Netty 4.1, protobuf 3 and Jackson 2 keeps them: Jong's own versions are in
/// a class loader apart.
final class OldLibrariesTest {
    @Test
    void theProjectsOwnLibrariesWorkBesideARunningCluster() throws IOException {
        try (var cluster = Jong.start();
                var client = cluster.client(KubernetesClient.class)) {
            var sent =
                    client.configMaps().inNamespace("default").resource(greeting("hello")).create();

            // Jackson 2 writes it, Netty 4.1 carries it, protobuf 3 holds it, fabric8 reads it.
            var json = new ObjectMapper().writeValueAsBytes(sent);
            var carried = throughNetty(json);
            var held = throughProtobuf(new String(carried, StandardCharsets.UTF_8));
            var read = new ObjectMapper().readValue(held, ConfigMap.class);

            assertThat(client.configMaps().inNamespace("default").withName("greeting").get())
                    .isEqualTo(read);
            assertThat(Version.identify().get("netty-codec-http").artifactVersion())
                    .startsWith("4.1.");
            assertThat(com.fasterxml.jackson.core.json.PackageVersion.VERSION.getMajorVersion())
                    .isEqualTo(2);
            assertThat(StringValue.getDefaultInstance()).isInstanceOf(GeneratedMessageV3.class);
        }
    }

    @Test
    void nothingThatJongCarriesIsVisible() {
        try (var _ = Jong.start(0)) {
            for (var name :
                    new String[] {
                        "dev.jong.cluster.EmbeddedCluster",
                        "dev.jong.apiserver.ApiServer",
                        "tools.jackson.core.JsonParser",
                        "io.grpc.Channel",
                        "ch.qos.logback.classic.Logger"
                    }) {
                assertThatThrownBy(() -> Class.forName(name))
                        .isInstanceOf(ClassNotFoundException.class);
            }
        }
    }

    private static ConfigMap greeting(String text) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("greeting")
                .endMetadata()
                .addToData("text", text)
                .build();
    }

    private static byte[] throughNetty(byte[] body) {
        var client = new EmbeddedChannel(new HttpClientCodec());
        var server = new EmbeddedChannel(new HttpServerCodec(), new HttpObjectAggregator(1 << 20));
        var request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set("content-length", body.length);
        client.writeOutbound(request);
        for (Object part = client.readOutbound(); part != null; part = client.readOutbound()) {
            server.writeInbound(part);
        }
        FullHttpRequest received = server.readInbound();
        try {
            var bytes = new byte[received.content().readableBytes()];
            received.content().readBytes(bytes);
            return bytes;
        } finally {
            received.release();
            client.finishAndReleaseAll();
            server.finishAndReleaseAll();
        }
    }

    private static String throughProtobuf(String text) throws InvalidProtocolBufferException {
        return StringValue.parseFrom(StringValue.of(text).toByteString()).getValue();
    }
}
