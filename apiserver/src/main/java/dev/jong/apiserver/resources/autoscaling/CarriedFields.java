package dev.jong.apiserver.resources.autoscaling;

import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerCondition;
import dev.jong.api.autoscaling.v2.MetricSpec;
import dev.jong.api.autoscaling.v2.MetricStatus;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What autoscaling/v1 has no fields for travels in annotations, so that a client of v1 that reads
/// and writes loses nothing. Annotations that cannot be read are dropped.
final class CarriedFields {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String CURRENT_METRICS = PREFIX + "current-metrics";
    private static final String CONDITIONS = PREFIX + "conditions";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final List<String> ALL = List.of(METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR);

    private CarriedFields() {}

    static boolean isCpuPercent(MetricSpec metric) {
        var resource = metric.resource();
        return metric.type().equals("Resource")
                && resource != null
                && resource.name().equals("cpu")
                && resource.target().averageUtilization() != null;
    }

    /// The annotations that v1 shows.
    static Map<String, String> carried(HorizontalPodAutoscaler scaler) {
        var carried = without(scaler.metadata().annotations());
        var others = scaler.spec().metrics().stream().filter(each -> !isCpuPercent(each)).toList();
        put(carried, METRICS, others, MetricSpec.CODEC, MetricTrees.SPECS::older);
        put(
                carried,
                CURRENT_METRICS,
                scaler.status().currentMetrics(),
                MetricStatus.CODEC,
                MetricTrees.STATUSES::older);
        put(
                carried,
                CONDITIONS,
                scaler.status().conditions(),
                HorizontalPodAutoscalerCondition.CODEC,
                UnaryOperator.identity());
        var behavior = scaler.spec().behavior();
        if (behavior != null) {
            var tree = Json.tree(behavior, HorizontalPodAutoscalerBehavior.CODEC);
            carried.put(BEHAVIOR, recased(tree, true).toString());
        }
        return carried;
    }

    private static <T> void put(
            Map<String, String> annotations,
            String name,
            List<T> values,
            Codec<T> codec,
            UnaryOperator<JsonObject> convert) {
        if (!values.isEmpty()) {
            var trees =
                    values.stream()
                            .<JsonValue>map(
                                    each -> convert.apply((JsonObject) Json.tree(each, codec)))
                            .toList();
            annotations.put(name, new JsonArray(trees).toString());
        }
    }

    /// The stored object with what its annotations carried in its fields.
    static HorizontalPodAutoscaler unpacked(HorizontalPodAutoscaler scaler) {
        var annotations = scaler.metadata().annotations();
        var spec = scaler.spec();
        var status = scaler.status();
        var metrics =
                new ArrayList<>(
                        list(annotations.get(METRICS), MetricSpec.CODEC, MetricTrees.SPECS::newer));
        metrics.addAll(spec.metrics());
        var seen =
                list(
                        annotations.get(CURRENT_METRICS),
                        MetricStatus.CODEC,
                        MetricTrees.STATUSES::newer);
        var conditions =
                list(
                        annotations.get(CONDITIONS),
                        HorizontalPodAutoscalerCondition.CODEC,
                        UnaryOperator.identity());
        return scaler.mapMetadata(metadata -> metadata.withAnnotations(without(annotations)))
                .withSpec(
                        spec.withMetrics(metrics).withBehavior(behavior(annotations.get(BEHAVIOR))))
                .withStatus(
                        status.withCurrentMetrics(seen.isEmpty() ? status.currentMetrics() : seen)
                                .withConditions(conditions));
    }

    private static <T> List<T> list(
            @Nullable String json, Codec<T> codec, UnaryOperator<JsonObject> convert) {
        var found = new ArrayList<T>();
        try {
            if (json != null && parse(json) instanceof JsonArray array) {
                for (var item : array.items()) {
                    if (item instanceof JsonObject object) {
                        found.add(Json.read(convert.apply(object), codec));
                    }
                }
            }
        } catch (JsonException _) {
            return List.of();
        }
        return found;
    }

    private static @Nullable HorizontalPodAutoscalerBehavior behavior(@Nullable String json) {
        try {
            return json == null
                    ? null
                    : Json.read(recased(parse(json), false), HorizontalPodAutoscalerBehavior.CODEC);
        } catch (JsonException _) {
            return null;
        }
    }

    private static JsonValue parse(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /// Upstream writes this one with the names of Go's fields, which begin with capitals.
    private static JsonValue recased(JsonValue tree, boolean capital) {
        return switch (tree) {
            case JsonObject(var fields) -> {
                var recased = JsonObject.EMPTY;
                for (var field : fields.entrySet()) {
                    var name = field.getKey();
                    var first = name.substring(0, 1);
                    recased =
                            recased.with(
                                    (capital ? upper(first) : lower(first)) + name.substring(1),
                                    recased(field.getValue(), capital));
                }
                yield recased;
            }
            case JsonArray(var items) ->
                    new JsonArray(items.stream().map(item -> recased(item, capital)).toList());
            default -> tree;
        };
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static TreeMap<String, String> without(Map<String, String> annotations) {
        var others = new TreeMap<>(annotations);
        ALL.forEach(others::remove);
        return others;
    }
}
