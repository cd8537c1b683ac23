package dev.jong.apiserver.resources.flowcontrol;

import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.FlowSchemaStatus;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationStatus;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.validation.FlowControlRules;

/// The flowcontrol.apiserver.k8s.io group.
public final class FlowControlResources {
    public static final Resource<FlowSchema> FLOW_SCHEMAS =
            Resource.of(FlowSchema.KIND)
                    .counted()
                    .beforeCreate(schema -> schema.withStatus(FlowSchemaStatus.EMPTY))
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> FlowControlRules.status(now))
                    .keepsMetadata()
                    .build();

    public static final Resource<PriorityLevelConfiguration> PRIORITY_LEVELS =
            Resource.of(PriorityLevelConfiguration.KIND)
                    .counted()
                    .beforeCreate(level -> level.withStatus(PriorityLevelConfigurationStatus.EMPTY))
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> FlowControlRules.status(now))
                    .keepsMetadata()
                    .build();

    private FlowControlResources() {}
}
