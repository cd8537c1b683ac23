package dev.jong.cluster;

import dev.jong.api.core.v1.Node;
import dev.jong.client.Client;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what a person needs before the first command.
public final class Readiness {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);
    private static final int HEADER = 12;

    private Readiness() {}

    public static void awaitNode(Client client, String name) {
        await(
                "node " + name + " is not Ready",
                () ->
                        client.resources(Node.KIND)
                                .find(name)
                                .filter(Readiness::isReady)
                                .isPresent());
    }

    /// Waits until the name of the API server's Service has an address.
    static void awaitNames(InetSocketAddress server, String domain) {
        var question = question("kubernetes.default.svc." + domain);
        await("cluster DNS does not answer on " + server, () -> answers(server, question));
    }

    private static boolean isReady(Node node) {
        return node.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    private static void await(String otherwise, BooleanSupplier condition) {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new ClusterException.ProgramFailed(
                        otherwise + " after " + LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static boolean answers(InetSocketAddress server, byte[] question) {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(Math.toIntExact(ANSWER_LIMIT.toMillis()));
            socket.send(new DatagramPacket(question, question.length, server));
            var answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            // RFC 1035, section 4.1.1: the number of answer records.
            return answer.getLength() > HEADER && (answer.getData()[6] | answer.getData()[7]) != 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// A DNS message that asks for the IPv4 address of a name (RFC 1035, section 4).
    static byte[] question(String name) {
        var message = new java.io.ByteArrayOutputStream();
        message.writeBytes(new byte[] {0x4a, 0x4f, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (var label : name.split("\\.", -1)) {
            message.write(label.length());
            message.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        message.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return message.toByteArray();
    }
}
