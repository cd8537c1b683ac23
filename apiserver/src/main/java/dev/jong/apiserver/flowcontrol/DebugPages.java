package dev.jong.apiserver.flowcontrol;

import dev.jong.api.json.GoDuration;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Router;
import dev.jong.http.HttpExchange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// `/debug/api_priority_and_fairness/`: tables of what is going on.
public final class DebugPages {
    private static final String ROOT = "/debug/api_priority_and_fairness/";
    private static final String NOT_YET = "0001-01-01T00:00:00Z";
    private static final List<String> LEVELS =
            List.of(
                    "PriorityLevelName",
                    "ActiveQueues",
                    "IsIdle",
                    "IsQuiescing",
                    "WaitingRequests",
                    "ExecutingRequests",
                    "DispatchedRequests",
                    "RejectedRequests",
                    "TimedoutRequests",
                    "CancelledRequests");
    private static final List<String> QUEUES =
            List.of(
                    "PriorityLevelName",
                    "Index",
                    "PendingRequests",
                    "ExecutingRequests",
                    "SeatsInUse",
                    "NextDispatchR",
                    "InitialSeatsSum",
                    "MaxSeatsSum",
                    "TotalWorkSum");
    private static final List<String> REQUESTS =
            List.of(
                    "PriorityLevelName",
                    "FlowSchemaName",
                    "QueueIndex",
                    "RequestIndexInQueue",
                    "FlowDistingsher",
                    "ArriveTime",
                    "InitialSeats",
                    "FinalSeats",
                    "AdditionalLatency",
                    "StartTime");
    private static final List<String> DETAILS =
            List.of(
                    "UserName",
                    "Verb",
                    "APIPath",
                    "Namespace",
                    "Name",
                    "APIVersion",
                    "Resource",
                    "SubResource");

    private final Fairness fairness;
    private final InstantSource clock;

    public DebugPages(Fairness fairness, InstantSource clock) {
        this.fairness = fairness;
        this.clock = clock;
    }

    public void addTo(Router router) {
        router.routeUnlisted(ROOT + "dump_priority_levels", (exchange, _) -> levels(exchange))
                .routeUnlisted(ROOT + "dump_queues", (exchange, _) -> queues(exchange))
                .routeUnlisted(ROOT + "dump_requests", this::requests);
    }

    private void levels(HttpExchange exchange) {
        var rows = new ArrayList<List<String>>();
        rows.add(LEVELS);
        for (var level : fairness.levels()) {
            var lines = level.queueing().lines();
            long active = lines.stream().filter(line -> !line.waiting().isEmpty()).count();
            rows.add(
                    List.of(
                            level.name(),
                            Long.toString(active),
                            Boolean.toString(level.isIdle()),
                            Boolean.toString(level.isQuiescing()),
                            Integer.toString(level.seats().waiting()),
                            Integer.toString(level.seats().executing()),
                            Long.toString(level.dispatched()),
                            Long.toString(level.rejected()),
                            "0", // who waited too long counts as cancelled
                            Long.toString(level.timedOut())));
        }
        exchange.answerText(200, table(rows));
    }

    private void queues(HttpExchange exchange) {
        var rows = new ArrayList<List<String>>();
        rows.add(QUEUES);
        for (var level : fairness.levels()) {
            var lines = level.queueing().lines();
            for (int i = 0; i < lines.size(); i++) {
                rows.add(queue(level, i, lines.get(i)));
            }
        }
        exchange.answerText(200, table(rows));
    }

    private static List<String> queue(Level level, int index, Queueing.Line line) {
        var works = line.waiting().stream().map(Turn::work).toList();
        return List.of(
                level.name(),
                Integer.toString(index),
                Integer.toString(works.size()),
                Integer.toString(line.executing().size()),
                Integer.toString(line.seats()),
                line.next().toString(),
                Integer.toString(works.stream().mapToInt(Work::initialSeats).sum()),
                Integer.toString(works.stream().mapToInt(Work::seats).sum()),
                works.stream()
                        .map(Work::total)
                        .reduce(SeatSeconds.ZERO, SeatSeconds::plus)
                        .toString());
    }

    private void requests(HttpExchange exchange, RequestInfo info) {
        boolean details = !info.query().value("includeRequestDetails").isEmpty();
        var rows = new ArrayList<List<String>>();
        rows.add(details ? joined(REQUESTS, DETAILS) : REQUESTS);
        for (var level : fairness.levels()) {
            var lines = level.queueing().lines();
            for (int i = 0; i < lines.size(); i++) {
                var waiting = lines.get(i).waiting();
                for (int j = 0; j < waiting.size(); j++) {
                    rows.add(request(level, i, j, waiting.get(j), details));
                }
                for (var turn : lines.get(i).executing()) {
                    rows.add(request(level, i, -1, turn, details));
                }
            }
            if (lines.isEmpty()) {
                for (var turn : level.served()) {
                    rows.add(request(level, -1, -1, turn, details));
                }
            }
        }
        exchange.answerText(200, table(rows));
    }

    private List<String> request(Level level, int queue, int index, Turn turn, boolean details) {
        var work = turn.work();
        var row =
                List.of(
                        level.name(),
                        turn.schema().name(),
                        Integer.toString(queue),
                        Integer.toString(index),
                        turn.flow(),
                        time(turn.arrived()),
                        Integer.toString(work.initialSeats()),
                        Integer.toString(work.finalSeats()),
                        GoDuration.format(work.lingering()),
                        turn.waits() ? NOT_YET : time(turn.started()));
        return details ? joined(row, details(turn)) : row;
    }

    private static List<String> details(Turn turn) {
        var info = turn.info();
        return List.of(
                turn.user().name(),
                info.verb(),
                info.path(),
                info.namespace(),
                info.name(),
                info.group().isEmpty() ? info.version() : info.group() + "/" + info.version(),
                info.resource(),
                info.subresource());
    }

    private static List<String> joined(List<String> some, List<String> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /// A moment of this machine's clock as RFC 3339 has it, without zeros at the end.
    private String time(long nanos) {
        return time(clock.instant().minusNanos(System.nanoTime() - nanos));
    }

    static String time(Instant instant) {
        var text = instant.toString();
        int end = text.length() - 1; // the Z
        if (text.indexOf('.') > 0) {
            while (text.charAt(end - 1) == '0') {
                end--;
            }
        }
        return text.substring(0, end) + "Z";
    }

    /// Columns at least eight wide, each cell with a comma behind it.
    private static String table(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(Math.max(widths[i], 8), row.get(i).length() + 2);
            }
        }
        var out = new StringBuilder();
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) {
                boolean last = i == row.size() - 1;
                out.append(row.get(i)).append(last ? "\n" : ",");
                if (!last) {
                    out.append(" ".repeat(widths[i] - row.get(i).length() - 1));
                }
            }
        }
        return out.toString();
    }
}
