package dev.jong.apiserver.flowcontrol;

import dev.jong.apiserver.route.Router;
import dev.jong.http.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `/debug/api_priority_and_fairness/`: tables of what is going on.
public final class DebugPages {
    private static final String ROOT = "/debug/api_priority_and_fairness/";

    private final Fairness fairness;

    public DebugPages(Fairness fairness) {
        this.fairness = fairness;
    }

    public void addTo(Router router) {
        router.route(ROOT + "dump_priority_levels", (exchange, _) -> levels(exchange))
                .route(ROOT + "dump_queues", (exchange, _) -> queues(exchange))
                .route(ROOT + "dump_requests", (exchange, _) -> requests(exchange));
    }

    private void levels(HttpExchange exchange) {
        var rows = new ArrayList<List<String>>();
        rows.add(
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
                        "CancelledRequests"));
        for (var level : fairness.levels()) {
            long active = level.lines().stream().filter(line -> !line.flows().isEmpty()).count();
            boolean idle = level.taken() == 0 && level.waiting() == 0;
            rows.add(
                    List.of(
                            level.name(),
                            Long.toString(active),
                            Boolean.toString(idle),
                            "false",
                            Integer.toString(level.waiting()),
                            Integer.toString(level.taken()),
                            Long.toString(level.dispatched()),
                            Long.toString(level.rejected()),
                            Long.toString(level.timedOut()),
                            "0"));
        }
        exchange.answerText(200, table(rows));
    }

    private void queues(HttpExchange exchange) {
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "PriorityLevelName",
                        "Index",
                        "PendingRequests",
                        "ExecutingRequests",
                        "SeatsInUse",
                        "NextDispatchR"));
        for (var level : fairness.levels()) {
            for (var line : level.lines()) {
                rows.add(
                        List.of(
                                level.name(),
                                Integer.toString(line.index()),
                                Integer.toString(line.flows().size()),
                                Integer.toString(line.executing()),
                                Integer.toString(line.executing()),
                                String.format(Locale.ROOT, "%.8fss", line.had())));
            }
        }
        exchange.answerText(200, table(rows));
    }

    private void requests(HttpExchange exchange) {
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "PriorityLevelName",
                        "FlowSchemaName",
                        "QueueIndex",
                        "RequestIndexInQueue",
                        "FlowDistingsher"));
        for (var level : fairness.levels()) {
            for (var line : level.lines()) {
                for (int i = 0; i < line.flows().size(); i++) {
                    var flow = line.flows().get(i);
                    int slash = flow.indexOf('/');
                    rows.add(
                            List.of(
                                    level.name(),
                                    flow.substring(0, slash),
                                    Integer.toString(line.index()),
                                    Integer.toString(i),
                                    flow.substring(slash + 1)));
                }
            }
        }
        exchange.answerText(200, table(rows));
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
