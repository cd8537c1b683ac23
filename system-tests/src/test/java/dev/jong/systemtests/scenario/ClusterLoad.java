package dev.jong.systemtests.scenario;

import dev.jong.client.Client;
import dev.jong.client.HttpTransport;
import dev.jong.client.KubeconfigClients;
import dev.jong.client.KubeconfigFile;
import dev.jong.client.ServerList;
import dev.jong.client.ServerPulse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A program beside the servers: it writes, lists, watches and waits for controllers and scheduler
/// until its input ends, and says how far it is, a line each.
///
/// * `WRITER N`, `reconciled N`, `scheduled N`: so many writes of one writer have been answered, so
///   many namespaces seen to, so many Pods given a node
/// * `again WHAT`: a request that did not succeed, and is made again
/// * `relisted READER N`: so often a watch could not go on where it was
/// * `wrong WHAT`: at the end, where what was seen is not what was answered
/// * `over`: everything was compared
final class ClusterLoad {
    /// Names of the writers.
    static final List<String> WRITERS = List.of("w0", "w1", "w2");

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final String EVERYWHERE = "wherever";

    private final LoadHistory history = new LoadHistory();
    private final AtomicInteger reconciled = new AtomicInteger();
    private final AtomicInteger scheduled = new AtomicInteger();
    private final List<LoadReader> readers = new ArrayList<>();
    private volatile boolean over;

    private ClusterLoad() {}

    /// @param arguments a kubeconfig, then the URLs of all servers
    public static void main(String... arguments) throws Exception {
        var file = Path.of(arguments[0]);
        var settings =
                new KubeconfigClients(KubeconfigFile.read(file), file.toAbsolutePath().getParent())
                        .settings("", "load");
        var urls = Stream.of(arguments).skip(1).map(URI::create).toList();
        var servers = new ServerList(urls);
        try (var client = new Client(new HttpTransport(settings, servers));
                var _ = ServerPulse.start(servers, client, settings.tls(), _ -> {})) {
            var load = new ClusterLoad();
            load.readers.add(new LoadReader(EVERYWHERE, client, load.history));
            for (var url : urls) {
                var one = new Client(new HttpTransport(settings, new ServerList(List.of(url))));
                load.readers.add(new LoadReader(String.valueOf(url.getHost()), one, load.history));
            }
            load.run(client);
        }
        say("over");
        System.exit(0);
    }

    private void run(Client client) throws IOException, InterruptedException {
        var threads = new ArrayList<Thread>();
        var control = new ControlLoad(client, ClusterLoad::again);
        var writers = new ArrayList<LoadWriter>();
        for (var name : WRITERS) {
            var writer = new LoadWriter(name, client, history, ClusterLoad::again);
            writers.add(writer);
            threads.add(Thread.ofVirtual().start(() -> writer.run(() -> over)));
        }
        threads.add(
                Thread.ofVirtual()
                        .start(() ->
                                control.askControllers(
                                        () -> over,
                                        () -> say("reconciled " + reconciled.incrementAndGet()))));
        threads.add(
                Thread.ofVirtual()
                        .start(() ->
                                control.askScheduler(
                                        () -> over,
                                        () -> say("scheduled " + scheduled.incrementAndGet()))));
        for (var reader : readers) {
            Thread.ofVirtual().start(() -> reader.list(() -> over));
            Thread.ofVirtual().start(reader::watch);
        }
        Thread.ofVirtual().start(() -> tell(writers));
        while (System.in.read() >= 0) {
            // Until the input ends.
        }
        over = true;
        for (var thread : threads) {
            thread.join();
        }
        compare(writers.getFirst().mark());
    }

    private void tell(List<LoadWriter> writers) {
        while (!over) {
            writers.forEach(writer -> say(writer.name() + " " + writer.answered()));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void compare(long end) {
        var until = System.nanoTime() + CATCH_UP.toNanos();
        for (var reader : readers) {
            while (!reader.hasSeen(end) && System.nanoTime() - until < 0) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            if (!reader.hasSeen(end)) {
                say("wrong: the watch of " + reader.name() + " did not show the end");
            }
            reader.listAtLast();
            say("relisted " + reader.name() + " " + reader.relists());
        }
        history.disagreements().forEach(sentence -> say("wrong " + sentence));
    }

    private static void again(String what) {
        say("again " + what.replace('\n', ' '));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }
}
