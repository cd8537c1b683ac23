package dev.jong.apiserver.flowcontrol;

import dev.jong.api.KubernetesObject;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.apiserver.bootstrap.FlowControl;
import dev.jong.apiserver.registry.Followed;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.RequestTimeout;
import dev.jong.apiserver.request.User;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each request through its priority level. While there are seats that costs a look into two
/// maps and a compare-and-set.
public final class Fairness implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Fairness.class);

    private static final Duration ADJUSTED_EVERY = Duration.ofSeconds(10);
    private static final byte[] TOO_MANY =
            "Too many requests, please try again later.\n".getBytes(StandardCharsets.UTF_8);

    /// A level without seats is measured against this part of the server's.
    private static final double SUBSTITUTE_PART = 10;

    private final int seats;
    private final RequestTimeout timeout;
    private final Followed<FlowSchema> schemas;
    private final Followed<PriorityLevelConfiguration> configurations;
    private final SchemaStatus status;
    private final FlowControl bootstrap;
    private final WatchCounts watches = new WatchCounts();
    private final WorkEstimate estimate;
    private final FlowMetrics figures;
    private final RequestKinds kinds;
    private final Lingering lingering = new Lingering();
    private final Map<String, Level> levels = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(1);
    private final Thread keeper = Thread.ofVirtual().name("flow-control").unstarted(this::keep);
    private volatile double fairFraction;
    private volatile Flows flows;

    /// @param seats of all levels together
    public Fairness(
            Registry registry,
            InstantSource clock,
            Metrics metrics,
            int seats,
            RequestTimeout timeout) {
        this.seats = seats;
        this.timeout = timeout;
        schemas = new Followed<>(registry.of(FlowSchema.KIND), changed::release);
        configurations =
                new Followed<>(registry.of(PriorityLevelConfiguration.KIND), changed::release);
        status = new SchemaStatus(registry.of(FlowSchema.KIND), clock);
        bootstrap = new FlowControl(registry);
        estimate = new WorkEstimate(registry, watches);
        figures = new FlowMetrics(metrics);
        kinds = new RequestKinds(metrics);
        LevelMetrics.tell(metrics, this::levels);
        metrics.gauge(
                Stability.ALPHA,
                "apiserver_flowcontrol_seat_fair_frac",
                "The part of its target that each priority level gets, as far as its bounds allow.",
                () -> fairFraction);
        flows = compiled(FlowControl.schemas(), FlowControl.levels());
    }

    /// Begins to follow what is configured. Until the first look the bootstrap objects hold.
    public Fairness start() {
        schemas.start();
        configurations.start();
        lingering.start();
        keeper.start();
        return this;
    }

    /// Runs `handler` when it is the request's turn, or sends the request away.
    public void run(HttpExchange exchange, RequestInfo info, User user, Runnable handler) {
        boolean watch = info.verb().equals("watch");
        if (info.isLong() && !watch) {
            handler.run();
            return;
        }
        var schema = flows.of(user, info);
        var level = schema.level();
        exchange.addHeader("X-Kubernetes-PF-FlowSchema-UID", schema.uid());
        exchange.addHeader("X-Kubernetes-PF-PriorityLevel-UID", level.uid());
        var work = estimate.of(info, level.mostForOne(), schema.figures());
        schema.figures().estimated(work.seats());
        var turn = new Turn(schema, info, user, work, kinds.of(info));
        var outcome = level.enter(turn);
        long waited = System.nanoTime() - turn.arrived();
        if (!level.exempt()) {
            RequestContext.current().timing().waited(waited);
            RequestContext.took(Layer.QUEUE, waited);
        }
        if (outcome != Level.Outcome.SERVED) {
            schema.figures().refused(outcome.reason(), waited);
            refuse(exchange, level.retryAfterSeconds());
            return;
        }
        if (!level.exempt()) {
            schema.figures().waited(waited);
        }
        serve(turn, watch ? watches.begins(info) : () -> {}, handler);
    }

    private static void serve(Turn turn, Runnable end, Runnable handler) {
        try {
            // A watch is long; only its beginning is work.
            RequestContext.current().whenBegun(turn).run(handler);
        } finally {
            turn.run();
            end.run();
        }
    }

    private static void refuse(HttpExchange exchange, int retryAfterSeconds) {
        exchange.answer(
                429,
                Headers.of(
                        "Content-Type",
                        "text/plain; charset=utf-8",
                        "X-Content-Type-Options",
                        "nosniff",
                        "Retry-After",
                        Integer.toString(retryAfterSeconds)),
                TOO_MANY);
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
            Collection<FlowSchema> objects, Collection<PriorityLevelConfiguration> stored) {
        var wanted = withMissing(stored, FlowControl.mandatoryLevels());
        var configurations = new ArrayList<>(wanted.values());
        for (var level : levels()) {
            boolean unwanted = !wanted.containsKey(level.name());
            level.quiesce(unwanted);
            if (unwanted && level.isIdle()) {
                levels.remove(level.name());
            } else if (unwanted) {
                configurations.add(level.configuration());
            }
        }
        int all = configurations.stream().mapToInt(Shares::count).sum();
        for (var configuration : configurations) {
            levels.computeIfAbsent(
                            configuration.name(), name -> new Level(name, lingering, timeout))
                    .configure(configuration, Shares.of(configuration, seats, all));
        }
        adjust();
        kinds.limits(
                levels.values().stream().mapToInt(level -> level.shares().nominal()).sum(),
                levels.values().stream()
                        .filter(level -> level.queueCount() > 0)
                        .mapToInt(level -> level.usage().places())
                        .sum());
        var found = new ArrayList<Flows.Schema>();
        for (var object : withMissing(objects, FlowControl.mandatorySchemas()).values()) {
            var name = object.spec().priorityLevelConfiguration().name();
            var level = levels.get(name);
            if (level != null && wanted.containsKey(name)) {
                found.add(
                        new Flows.Schema(object, level, figures.flow(object.name(), level.name())));
            }
        }
        return new Flows(found);
    }

    /// By name.
    private static <T extends KubernetesObject> Map<String, T> withMissing(
            Collection<T> stored, Collection<T> mandatory) {
        var all = new TreeMap<String, T>();
        mandatory.forEach(object -> all.put(object.name(), object));
        stored.forEach(object -> all.put(object.name(), object));
        return all;
    }

    /// Lends seats of levels that do not use them to those that would.
    private void adjust() {
        var all = List.copyOf(levels.values());
        var plan = Borrowing.of(all.stream().map(Level::asks).toList());
        fairFraction = plan.fraction();
        int substitute = Math.max(1, (int) Math.round(seats / SUBSTITUTE_PART));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).limit(plan.given().get(i), substitute);
        }
        if (all.stream().anyMatch(level -> level.isQuiescing() && level.isIdle())) {
            changed.release();
        }
    }

    @Override
    public void close() {
        keeper.interrupt();
        lingering.close();
        schemas.close();
        configurations.close();
    }
}
