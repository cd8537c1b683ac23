package dev.jong.etcd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP connection to a member that can fall silent, as when a cable is pulled, or break.
final class Link implements AutoCloseable {
    private static final int CHUNK = 16 << 10;

    private final URI target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /// Guarded by `this`, as the next.
    private boolean silent;

    /// Bytes that still come from the member before everything breaks.
    private long left = Long.MAX_VALUE;

    Link(URI target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /// Holds back whatever comes from now on; connections stay.
    synchronized void fallSilent() {
        silent = true;
    }

    /// Sends what was held back, and all that follows.
    synchronized void speak() {
        silent = false;
        notifyAll();
    }

    /// Breaks all connections; others can be made.
    void cut() {
        sockets.forEach(Link::close);
    }

    /// Breaks all connections once so much more has come from the member.
    synchronized void cutAfter(long bytes) {
        left = bytes;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                sockets.add(client);
                var member = new Socket(target.getHost(), target.getPort());
                sockets.add(member);
                Thread.ofVirtual().start(() -> carry(client, member, false));
                Thread.ofVirtual().start(() -> carry(member, client, true));
            } catch (IOException _) {
                // Closed, or the member is not there.
            }
        }
    }

    private void carry(Socket from, Socket to, boolean answers) {
        var buffer = new byte[CHUNK];
        try (from;
                to) {
            for (var read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
                if (passes(answers ? read : 0)) {
                    to.getOutputStream().write(buffer, 0, read);
                } else {
                    cut();
                }
            }
        } catch (IOException _) {
            // Broken, as it is to.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /// Waits while the link is silent.
    private synchronized boolean passes(int bytes) throws InterruptedException {
        while (silent && !listening.isClosed()) {
            wait();
        }
        left -= bytes;
        if (left >= 0) {
            return true;
        }
        left = Long.MAX_VALUE;
        return false;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone, as it is to be.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        speak();
        cut();
    }
}
