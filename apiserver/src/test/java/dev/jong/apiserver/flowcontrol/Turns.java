package dev.jong.apiserver.flowcontrol;

import dev.jong.api.flowcontrol.v1.FlowDistinguisherMethod;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.FlowSchemaSpec;
import dev.jong.api.flowcontrol.v1.LimitResponse;
import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationReference;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationSpec;
import dev.jong.api.flowcontrol.v1.QueuingConfiguration;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.RequestTimeout;
import dev.jong.apiserver.request.User;
import dev.jong.foundation.Metrics;
import dev.jong.http.Query;
import java.time.Duration;
import java.util.List;

/// Requests of users in one level, which are told apart by user.
final class Turns implements AutoCloseable {
    private final Metrics metrics = new Metrics();
    private final RequestKinds kinds = new RequestKinds(metrics);
    private final Lingering lingering = new Lingering().start();
    private final Level level =
            new Level("l", lingering, new RequestTimeout(Duration.ofMinutes(1)));
    private final Flows.Schema schema;

    /// @param seats that the level has
    Turns(int seats, LimitResponse response) {
        configure(seats, response);
        var spec =
                new FlowSchemaSpec(
                        new PriorityLevelConfigurationReference("l"),
                        1000,
                        new FlowDistinguisherMethod("ByUser"),
                        List.of());
        var object =
                FlowSchema.EMPTY
                        .withMetadata(ObjectMeta.builder().name("s").build())
                        .withSpec(spec);
        schema = new Flows.Schema(object, level, new FlowMetrics(metrics).flow("s", "l"));
    }

    void configure(int seats, LimitResponse response) {
        var spec =
                new PriorityLevelConfigurationSpec(
                        "Limited",
                        new LimitedPriorityLevelConfiguration(seats, response, 0, null),
                        null);
        level.configure(
                PriorityLevelConfiguration.EMPTY.withSpec(spec), new Shares(seats, seats, seats));
        level.limit(new Borrowing.Given(seats, seats), 1);
    }

    static LimitResponse queues(int count, int hand, int length) {
        return new LimitResponse("Queue", new QueuingConfiguration(count, hand, length));
    }

    static LimitResponse reject() {
        return new LimitResponse("Reject", null);
    }

    Level level() {
        return level;
    }

    Metrics metrics() {
        return metrics;
    }

    /// A user whose requests go to this one of two queues.
    static String userOf(int queue) {
        for (int i = 0; ; i++) {
            if (ShuffleSharding.deal(ShuffleSharding.hash("s", "u" + i), 2, 1)[0] == queue) {
                return "u" + i;
            }
        }
    }

    Turn of(String user, Work work, String query) {
        var info = RequestInfo.of("GET", "/api/v1/namespaces/n/pods/p", Query.parse(query));
        return new Turn(schema, info, User.of(user, List.of()), work, kinds.of(info));
    }

    Turn of(String user) {
        return of(user, Work.ONE_SEAT, "");
    }

    @Override
    public void close() {
        lingering.close();
    }
}
