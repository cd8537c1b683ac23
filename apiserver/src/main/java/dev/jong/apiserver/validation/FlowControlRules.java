package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.FlowSchemaCondition;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationCondition;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server says of FlowSchemas and PriorityLevelConfigurations.
public final class FlowControlRules {
    /// The one schema and the one level without limits.
    static final String EXEMPT = "exempt";

    private FlowControlRules() {}

    /// What is wrong with a new status.
    public static List<FieldError> status(FlowSchema schema) {
        return conditions(
                schema.status().conditions().stream().map(FlowSchemaCondition::type).toList());
    }

    /// What is wrong with a new status.
    public static List<FieldError> status(PriorityLevelConfiguration level) {
        return conditions(
                level.status().conditions().stream()
                        .map(PriorityLevelConfigurationCondition::type)
                        .toList());
    }

    private static List<FieldError> conditions(List<@Nullable String> types) {
        var errors = new FieldErrors();
        var seen = new HashSet<@Nullable String>();
        for (int i = 0; i < types.size(); i++) {
            var type = types.get(i);
            var at = FieldPath.of("status", "conditions").index(i).child("type");
            if (!seen.add(type)) {
                errors.duplicate(at, type == null ? "" : type);
            }
            if (type == null || type.isEmpty()) {
                errors.required(at, "");
            }
        }
        return errors.list();
    }
}
