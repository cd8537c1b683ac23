package dev.jong.apiserver.flowcontrol;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.apiserver.bootstrap.FlowControl;
import dev.jong.apiserver.registry.Followed;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.foundation.Metrics;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each request through its priority level. While there are seats that costs a look into two
/// maps and a compare-and-set.
public final class Fairness implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Fairness.class);

    private static final Duration ADJUSTED_EVERY = Duration.ofSeconds(10);
    private static final byte[] TOO_MANY =
            "Too many requests, please try again later.\n".getBytes(StandardCharsets.UTF_8);
    private static final Set<String> LONG_SUBRESOURCES =
            Set.of("attach", "exec", "proxy", "log", "portforward");

    private final int seats;
    private final Followed<FlowSchema> schemas;
    private final Followed<PriorityLevelConfiguration> configurations;
    private final SchemaStatus status;
    private final FlowControl bootstrap;
    private final WorkEstimate estimate;
    private final FlowMetrics figures;
    private final Map<String, Level> levels = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(1);
    private final Thread keeper = Thread.ofVirtual().name("flow-control").unstarted(this::keep);
    private volatile Flows flows;

    /// @param seats of all levels together
    public Fairness(Registry registry, InstantSource clock, Metrics metrics, int seats) {
        this.seats = seats;
        schemas = new Followed<>(registry.of(FlowSchema.KIND), changed::release);
        configurations =
                new Followed<>(registry.of(PriorityLevelConfiguration.KIND), changed::release);
        status = new SchemaStatus(registry.of(FlowSchema.KIND), clock);
        bootstrap = new FlowControl(registry);
        estimate = new WorkEstimate(registry);
        figures = new FlowMetrics(metrics);
        flows = compiled(FlowControl.schemas(), FlowControl.levels());
    }

    /// Begins to follow what is configured. Until the first look the bootstrap objects hold.
    public Fairness start() {
        schemas.start();
        configurations.start();
        keeper.start();
        return this;
    }

    /// Runs `handler` when it is the request's turn, or sends the request away.
    public void run(HttpExchange exchange, RequestInfo info, User user, Runnable handler) {
        if (info.verb().equals("proxy")
                || (!info.subresource().isEmpty()
                        && LONG_SUBRESOURCES.contains(info.subresource()))) {
            handler.run();
            return;
        }
        var schema = flows.of(user, info);
        var level = schema.level();
        exchange.addHeader("X-Kubernetes-PF-FlowSchema-UID", schema.uid());
        exchange.addHeader("X-Kubernetes-PF-PriorityLevel-UID", level.uid());
        if (level.exempt()) {
            schema.figures().begins(1, 0);
            try {
                handler.run();
            } finally {
                schema.figures().ends(1);
            }
            return;
        }
        var flow = schema.flow(user, info);
        var name = schema.name() + "/" + flow;
        long start = System.nanoTime();
        var outcome =
                level.enter(
                        () -> ShuffleSharding.hash(schema.name(), flow),
                        name,
                        estimate.seats(info, level.mostForOne()),
                        schema.figures().waiting());
        long waited = System.nanoTime() - start;
        RequestContext.current().timing().waited(waited);
        switch (outcome) {
            case Level.Outcome.Admitted(var admission) -> {
                schema.figures().begins(admission.seats(), waited);
                var once =
                        new Once(() -> {
                            schema.figures().ends(admission.seats());
                            level.leave(admission);
                        });
                try {
                    // A watch is long; only its beginning is work.
                    RequestContext.current().whenBegun(once).run(handler);
                } finally {
                    once.run();
                }
            }
            case Level.Outcome.Refused(var reason, var retryAfter) -> {
                schema.figures().refused(reason, waited);
                exchange.answer(
                        429,
                        Headers.of(
                                "Content-Type",
                                "text/plain; charset=utf-8",
                                "X-Content-Type-Options",
                                "nosniff",
                                "Retry-After",
                                Integer.toString(retryAfter)),
                        TOO_MANY);
            }
        }
    }

    /// Gives back what was admitted when the work is over, however many say that it is.
    private static final class Once implements Runnable {
        private final AtomicReference<Runnable> action;

        Once(Runnable action) {
            this.action = new AtomicReference<>(action);
        }

        @Override
        public void run() {
            var first = action.getAndSet(() -> {});
            first.run();
        }
    }

    /// The levels as they stand, by name.
    Collection<Level> levels() {
        return new TreeMap<>(levels).values();
    }

    private void keep() {
        try {
            while (true) {
                if (changed.tryAcquire(ADJUSTED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    changed.drainPermits();
                    look();
                } else {
                    adjust();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (!schemas.listed() || !configurations.listed()) {
            return;
        }
        try {
            bootstrap.ensure();
            flows = compiled(schemas.objects().values(), configurations.objects().values());
            status.tell(schemas.objects().values(), configurations.objects().keySet());
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Could not look after flow control");
        }
    }

    private Flows compiled(
            Collection<FlowSchema> objects, Collection<PriorityLevelConfiguration> wanted) {
        int all = wanted.stream().mapToInt(Fairness::shares).sum();
        for (var configuration : wanted) {
            var name = configuration.name();
            int share = Shares.nominal(seats, shares(configuration), all);
            levels.computeIfAbsent(name, Level::new).configure(configuration, share, seats);
            figures.nominal(name, share);
        }
        var names = wanted.stream().map(PriorityLevelConfiguration::name).toList();
        levels.keySet().retainAll(names);
        var found = new ArrayList<Flows.Schema>();
        for (var object : objects) {
            var level = levels.get(object.spec().priorityLevelConfiguration().name());
            if (level != null) {
                found.add(schema(object, level));
            }
        }
        var last = FlowControl.CATCH_ALL;
        var rest =
                found.stream()
                        .filter(schema -> schema.name().equals(last.name()))
                        .findFirst()
                        .orElseGet(() -> schema(last, new Level(last.name())));
        return new Flows(found, rest);
    }

    private Flows.Schema schema(FlowSchema object, Level level) {
        return new Flows.Schema(object, level, figures.flow(object.name(), level.name()));
    }

    private static int shares(PriorityLevelConfiguration configuration) {
        var limited = configuration.spec().limited();
        if (limited != null) {
            return requireNonNullElse(limited.nominalConcurrencyShares(), 30);
        }
        var exempt = configuration.spec().exempt();
        return exempt == null ? 0 : requireNonNullElse(exempt.nominalConcurrencyShares(), 0);
    }

    /// Lends seats of levels that do not use them to those that would.
    private void adjust() {
        var limited = levels.values().stream().filter(level -> !level.exempt()).toList();
        var parts = Shares.divide(seats, limited.stream().map(Level::claim).toList());
        for (int i = 0; i < parts.length; i++) {
            limited.get(i).limit(parts[i]);
        }
    }

    @Override
    public void close() {
        keeper.interrupt();
        schemas.close();
        configurations.close();
    }
}
