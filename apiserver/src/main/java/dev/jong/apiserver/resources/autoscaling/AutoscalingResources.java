package dev.jong.apiserver.resources.autoscaling;

import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerStatus;
import dev.jong.apiserver.registry.Conversion;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.table.columns.StandardColumns;
import java.util.function.UnaryOperator;

/// The autoscaling group: stored as v2, served as v1 too.
public final class AutoscalingResources {
    public static final Resource<HorizontalPodAutoscaler> AUTOSCALERS =
            Resource.of(HorizontalPodAutoscaler.KIND)
                    .beforeCreate(scaler -> scaler.withStatus(HorizontalPodAutoscalerStatus.EMPTY))
                    .status((from, into) -> into.withStatus(from.status()))
                    .build();

    public static final Resource<dev.jong.api.autoscaling.v1.HorizontalPodAutoscaler>
            AUTOSCALERS_V1 =
                    Resource.of(dev.jong.api.autoscaling.v1.HorizontalPodAutoscaler.KIND)
                            .status((from, into) -> into.withStatus(from.status()))
                            .columns(
                                    StandardColumns.of(HorizontalPodAutoscaler.KIND).stream()
                                            .map(column ->
                                                    column.from(AutoscalerConversion::toStored))
                                            .toList())
                            .build();

    public static final Conversion<
                    dev.jong.api.autoscaling.v1.HorizontalPodAutoscaler, HorizontalPodAutoscaler>
            V1 =
                    Conversion.each(
                            AutoscalerConversion::toStored,
                            AutoscalerConversion::fromStored,
                            UnaryOperator.identity());

    private AutoscalingResources() {}
}
