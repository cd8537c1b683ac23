package dev.jong.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Asks the machine's resolvers, one after the other. Blocks: call it on a virtual thread.
final class Forwarder {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final int LARGEST_ANSWER = 65_535;

    private final List<InetSocketAddress> resolvers;

    Forwarder(List<InetSocketAddress> resolvers) {
        this.resolvers = List.copyOf(resolvers);
    }

    /// The first resolver's answer to `query`, both as on the wire; empty when none answers.
    ///
    /// @param datagram ask by UDP, else by TCP
    Optional<byte[]> ask(byte[] query, boolean datagram) {
        for (var resolver : resolvers) {
            try {
                return Optional.of(
                        datagram ? byDatagram(resolver, query) : byStream(resolver, query));
            } catch (IOException _) {
                // the next one may answer
            }
        }
        return Optional.empty();
    }

    private static byte[] byDatagram(InetSocketAddress resolver, byte[] query) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(resolver);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.send(new DatagramPacket(query, query.length));
            var answer = new DatagramPacket(new byte[LARGEST_ANSWER], LARGEST_ANSWER);
            do {
                socket.receive(answer);
            } while (!sameId(query, answer.getData()));
            return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    private static boolean sameId(byte[] query, byte[] answer) {
        return query[0] == answer[0] && query[1] == answer[1];
    }

    private static byte[] byStream(InetSocketAddress resolver, byte[] query) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(resolver, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var framed =
                    ByteBuffer.allocate(query.length + 2).putShort((short) query.length).put(query);
            socket.getOutputStream().write(framed.array());
            return readFramed(socket.getInputStream());
        }
    }

    private static byte[] readFramed(InputStream stream) throws IOException {
        var input = new DataInputStream(stream);
        byte[] answer = new byte[input.readUnsignedShort()];
        input.readFully(answer);
        return answer;
    }
}
