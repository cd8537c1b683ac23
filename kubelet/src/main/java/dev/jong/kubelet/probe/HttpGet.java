package dev.jong.kubelet.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// One GET as a probe makes it: a fresh connection, any certificate, redirects on the same host
/// followed, ten at most.
final class HttpGet {
    private static final int MOST_BODY_BYTES = 10 << 10;
    private static final int MOST_REDIRECTS = 10;

    private HttpGet() {}

    /// @param body at most 10 KiB
    record Answer(int status, String body) {}

    /// One field of the request.
    record Field(String name, String value) {}

    static Answer get(URI url, List<Field> fields, String agent, Duration timeout)
            throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        var at = url;
        for (int hops = 0; ; hops++) {
            var raw = once(at, fields, agent, deadline);
            var location = field(raw.head(), "location");
            boolean redirect = raw.status() >= 300 && raw.status() < 400 && !location.isEmpty();
            if (!redirect) {
                return new Answer(raw.status(), raw.body());
            }
            var next = at.resolve(location);
            if (!url.getHost().equals(next.getHost())) {
                return new Answer(raw.status(), raw.body());
            }
            if (hops >= MOST_REDIRECTS) {
                throw new IOException("Get \"" + next + "\": stopped after 10 redirects");
            }
            at = next;
        }
    }

    private record Raw(int status, List<String> head, String body) {}

    private static Raw once(URI url, List<Field> fields, String agent, long deadline)
            throws IOException {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        var host = url.getHost().replaceAll("[\\[\\]]", "");
        var where = "Get \"" + url + "\": ";
        try (var plain = new Socket()) {
            connect(plain, host, port, deadline, where);
            try (var socket = secure ? tls(plain, host, port) : plain) {
                socket.setSoTimeout(millis(deadline));
                socket.getOutputStream()
                        .write(request(url, fields, agent).getBytes(StandardCharsets.UTF_8));
                return answer(socket.getInputStream());
            }
        } catch (SocketTimeoutException _) {
            throw new IOException(
                    where
                            + "context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
    }

    private static void connect(Socket socket, String host, int port, long deadline, String where)
            throws IOException {
        var dial = where + "dial tcp " + host + ":" + port + ": ";
        try {
            socket.connect(new InetSocketAddress(host, port), millis(deadline));
        } catch (SocketTimeoutException _) {
            throw new IOException(dial + "i/o timeout");
        } catch (NoRouteToHostException _) {
            throw new IOException(dial + "connect: no route to host");
        } catch (ConnectException _) {
            throw new IOException(dial + "connect: connection refused");
        }
    }

    private static int millis(long deadline) {
        return (int) Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
    }

    private static String request(URI url, List<Field> fields, String agent) {
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        var text = new StringBuilder("GET " + path + query + " HTTP/1.1\r\n");
        if (absent(fields, "host")) {
            text.append("Host: ").append(url.getRawAuthority()).append("\r\n");
        }
        if (absent(fields, "user-agent")) {
            text.append("User-Agent: ").append(agent).append("\r\n");
        }
        if (absent(fields, "accept")) {
            text.append("Accept: */*\r\n");
        }
        for (var field : fields) {
            if (!field.value().isEmpty()) {
                text.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        return text.append("Connection: close\r\n\r\n").toString();
    }

    private static boolean absent(List<Field> fields, String name) {
        return fields.stream().noneMatch(field -> field.name().equalsIgnoreCase(name));
    }

    private static Raw answer(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int tail = 0;
        for (int one = in.read(); one >= 0; one = in.read()) {
            head.write(one);
            tail = (tail << 8) | one;
            if (tail == 0x0d0a0d0a || head.size() > 64 << 10) {
                break;
            }
        }
        var lines = List.of(head.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1));
        var words = lines.getFirst().split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("\\d{3}")) {
            throw new IOException(
                    head.size() == 0
                            ? "EOF"
                            : "malformed HTTP response \"" + lines.getFirst() + "\"");
        }
        return new Raw(Integer.parseInt(words[1]), lines, body(in, lines));
    }

    private static String body(InputStream in, List<String> head) {
        try {
            var length = field(head, "content-length");
            int wanted =
                    length.matches("\\d{1,9}")
                            ? Math.min(Integer.parseInt(length), MOST_BODY_BYTES)
                            : MOST_BODY_BYTES;
            return new String(in.readNBytes(wanted), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return ""; // The status has been read; a body cut short does not change it.
        }
    }

    private static String field(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static Socket tls(Socket plain, String host, int port) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context.getSocketFactory().createSocket(plain, host, port, true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /// Probes do not verify: the certificate of a Pod is its own affair.
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
