package dev.jong.apiserver.audit;

import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.webhook.ConfiguredHook;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.TokenBucket;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes of flags whatever tells of requests.
public final class AuditSetup {
    private static final List<String> MODES = List.of("batch", "blocking", "blocking-strict");
    private static final long MEGABYTE = 1024L * 1024;

    private final ServerFlags flags;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AuditFigures figures;

    private AuditSetup(
            ServerFlags flags, InstantSource clock, RandomGenerator random, AuditFigures figures) {
        this.random = random;
        this.flags = flags;
        this.clock = clock;
        this.figures = figures;
    }

    /// Tells nothing while neither a log nor a webhook is named.
    ///
    /// @throws InvalidConfiguration when flags or the files they name are not valid
    public static Auditing start(
            ServerFlags flags, InstantSource clock, RandomGenerator random, Metrics metrics) {
        var figures = AuditFigures.of(metrics);
        var policy = flags.path("audit-policy-file").map(PolicyFile::read);
        var setup = new AuditSetup(flags, clock, random, figures);
        var sinks = new ArrayList<AuditSink>();
        if (policy.isPresent()) {
            setup.log().ifPresent(sinks::add);
            setup.webhook().ifPresent(sinks::add);
        }
        return new Auditing(policy, sinks, figures, clock);
    }

    private Optional<AuditSink> log() {
        var path = flags.text("audit-log-path");
        return path.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        collected(
                                "log",
                                new AuditLog(
                                        path.equals("-") ? new StandardOut() : file(),
                                        flags.text("audit-log-format"),
                                        figures)));
    }

    private OutputStream file() {
        var limits =
                new RotatedFile.Limits(
                        flags.number("audit-log-maxsize") * MEGABYTE,
                        Duration.ofDays(flags.number("audit-log-maxage")),
                        flags.number("audit-log-maxbackup"),
                        flags.isOn("audit-log-compress"));
        var file = flags.path("audit-log-path").orElseThrow();
        try {
            return RotatedFile.open(file, limits, clock);
        } catch (IOException e) {
            throw new InvalidConfiguration("ensureLogFile: cannot open " + file, e);
        }
    }

    private Optional<AuditSink> webhook() {
        return flags.path("audit-webhook-config-file")
                .map(file ->
                        collected(
                                "webhook",
                                new AuditWebhook(
                                        ConfiguredHook.of(file),
                                        flags.duration("audit-webhook-initial-backoff"),
                                        random,
                                        figures)));
    }

    private AuditSink collected(String name, AuditSink sink) {
        var prefix = "audit-" + name + "-";
        if (!flags.text(prefix + "version").equals("audit.k8s.io/v1")) {
            throw new InvalidConfiguration(
                    "invalid group version, allowed versions are [\"audit.k8s.io/v1\"]");
        }
        var mode = flags.text(prefix + "mode");
        if (!MODES.contains(mode)) {
            throw new InvalidConfiguration(
                    "invalid audit "
                            + name
                            + " mode "
                            + mode
                            + ", allowed modes are \""
                            + String.join(",", MODES)
                            + '"');
        }
        var cut = flags.isOn(prefix + "truncate-enabled") ? truncated(prefix, sink) : sink;
        return switch (mode) {
            case "batch" -> batches(name, prefix, cut);
            case "blocking" -> new Forgiving(cut);
            default -> cut;
        };
    }

    private AuditSink truncated(String prefix, AuditSink sink) {
        return new Truncation(
                sink,
                flags.number(prefix + "truncate-max-batch-size"),
                flags.number(prefix + "truncate-max-event-size"),
                figures);
    }

    private AuditSink batches(String name, String prefix, AuditSink sink) {
        var settings =
                new Batches.Settings(
                        positive(name, prefix + "batch-buffer-size", "buffer size"),
                        positive(name, prefix + "batch-max-size", "max batch size"),
                        flags.duration(prefix + "batch-max-wait"),
                        name.equals("webhook"));
        return new Batches(name, sink, settings, throttle(name, prefix), figures).start();
    }

    private Optional<TokenBucket> throttle(String name, String prefix) {
        if (!flags.isOn(prefix + "batch-throttle-enable")) {
            return Optional.empty();
        }
        double perSecond = flags.decimal(prefix + "batch-throttle-qps");
        if (perSecond <= 0) {
            throw new InvalidConfiguration(
                    "invalid audit batch "
                            + name
                            + " throttle QPS "
                            + perSecond
                            + ", must be a positive number");
        }
        int burst = positive(name, prefix + "batch-throttle-burst", "throttle burst");
        return Optional.of(new TokenBucket(perSecond, burst, clock));
    }

    private int positive(String name, String flag, String what) {
        int number = flags.number(flag);
        if (number <= 0) {
            throw new InvalidConfiguration(
                    "invalid audit batch "
                            + name
                            + " "
                            + what
                            + " "
                            + number
                            + ", must be a positive number");
        }
        return number;
    }

    /// Lets requests go on when their events are lost.
    private record Forgiving(AuditSink next) implements AuditSink {
        @Override
        public boolean take(List<JsonObject> events) {
            next.take(events);
            return true;
        }

        @Override
        public void close() {
            next.close();
        }
    }

    /// Stays open.
    private static final class StandardOut extends OutputStream {
        private final OutputStream out = new FileOutputStream(FileDescriptor.out);

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }
}
