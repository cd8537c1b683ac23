package dev.jong.apiserver.flowcontrol;

import dev.jong.api.errors.ApiException;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.FlowSchemaCondition;
import dev.jong.api.flowcontrol.v1.FlowSchemaStatus;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The condition `Dangling` of FlowSchemas: whether their priority level is missing.
final class SchemaStatus {
    private static final String TYPE = "Dangling";
    private static final WriteOptions WRITER =
            new WriteOptions(false, "api-priority-and-fairness-config-consumer-v1", true);

    private final Verbs<FlowSchema> verbs;
    private final InstantSource clock;

    SchemaStatus(Verbs<FlowSchema> verbs, InstantSource clock) {
        this.verbs = verbs;
        this.clock = clock;
    }

    /// @param levels that exist
    void tell(Collection<FlowSchema> schemas, Set<String> levels) {
        var now = clock.instant();
        for (var schema : schemas) {
            var level = schema.spec().priorityLevelConfiguration().name();
            boolean found = levels.contains(level);
            if (with(schema, level, found, now).equals(schema)) {
                continue;
            }
            try {
                var told = with(schema, level, found, now).status().conditions().getLast();
                verbs.apply("", schema.name(), "status", configuration(schema, told), WRITER);
            } catch (ApiException.NotFound | ApiException.Conflict _) {
                // a newer version comes
            }
        }
    }

    /// Only what is told here: conditions of others stay theirs.
    private static JsonObject configuration(FlowSchema schema, FlowSchemaCondition condition) {
        var kind = FlowSchema.KIND;
        return JsonObject.EMPTY
                .with("apiVersion", kind.apiVersion())
                .with("kind", kind.name())
                .with("metadata", JsonObject.EMPTY.with("name", schema.name()))
                .with(
                        "status",
                        Json.tree(
                                new FlowSchemaStatus(List.of(condition)), FlowSchemaStatus.CODEC));
    }

    private static FlowSchema with(FlowSchema schema, String level, boolean found, Instant now) {
        var text =
                "This FlowSchema references the PriorityLevelConfiguration object named \""
                        + level
                        + (found ? "\" and it exists" : "\" but there is no such object");
        var status = found ? "False" : "True";
        var conditions = new ArrayList<FlowSchemaCondition>();
        var since = now;
        for (var condition : schema.status().conditions()) {
            if (!TYPE.equals(condition.type())) {
                conditions.add(condition);
            } else if (status.equals(condition.status())) {
                since = Objects.requireNonNullElse(condition.lastTransitionTime(), now);
            }
        }
        conditions.add(
                new FlowSchemaCondition(TYPE, status, since, found ? "Found" : "NotFound", text));
        return schema.withStatus(new FlowSchemaStatus(conditions));
    }
}
