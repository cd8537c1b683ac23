package dev.jong.apiserver.discovery;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Router;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import javax.management.JMException;
import javax.management.ObjectName;

/// `/debug/pprof/`: of Go's profiles those that a Java machine has something like, as text. The
/// threads stand for goroutines; the heap is told class by class, which stops the machine for as
/// long as a collection of garbage takes.
public final class Profiles {
    private static final String ROOT = "/debug/pprof/";
    private static final Headers PAGE = Headers.of("Content-Type", "text/html; charset=utf-8");
    private static final String INDEX =
            """
            <html>
            <head>
            <title>/debug/pprof/</title>
            </head>
            <body>
            /debug/pprof/
            <p>Profiles, as text:</p>
            <ul>
            <li><a href='goroutine?debug=2'>goroutine</a>: stacks of all threads</li>
            <li><a href='heap?debug=1'>heap</a>: living objects by class</li>
            </ul>
            </body>
            </html>
            """;

    private Profiles() {}

    public static void addTo(Router router) {
        router.routeUnlisted("/debug/pprof", Profiles::index);
        router.route(ROOT, Profiles::answer);
    }

    /// Without the slash at the end, links in the page would lead elsewhere.
    private static void index(HttpExchange exchange, RequestInfo info) {
        if (info.path().equals(ROOT)) {
            exchange.answer(200, PAGE, INDEX.getBytes(StandardCharsets.UTF_8));
        } else {
            exchange.answer(302, Headers.of("Location", ROOT));
        }
    }

    private static void answer(HttpExchange exchange, RequestInfo info) {
        switch (info.path().substring(ROOT.length())) {
            case "goroutine" -> exchange.answerText(200, threads());
            case "heap" -> exchange.answerText(200, heap());
            default -> exchange.answerText(404, "Unknown profile\n");
        }
    }

    /// Virtual ones too, which no other way of asking tells of.
    private static String threads() {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            var folder = Files.createTempDirectory("threads");
            var file = folder.resolve("dump");
            try {
                machine.dumpThreads(
                        file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String heap() {
        try {
            var commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            return String.valueOf(
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    commands,
                                    "gcClassHistogram",
                                    new Object[] {new String[0]},
                                    new String[] {String[].class.getName()}));
        } catch (JMException e) {
            throw new IllegalStateException("every machine of OpenJDK's can tell its heap", e);
        }
    }
}
