package dev.jong.apiserver.resources.autoscaling;

import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.List;

/// Metrics as trees, between the form of autoscaling/v2 and that of the annotations on
/// autoscaling/v1. Specs speak of a `target`, statuses of what is `current`.
final class MetricTrees {
    private static final String ZERO = "0";
    private static final List<String> SOURCES =
            List.of("object", "pods", "resource", "containerResource", "external");

    private final String prefix;

    private MetricTrees(String prefix) {
        this.prefix = prefix;
    }

    static final MetricTrees SPECS = new MetricTrees("target");
    static final MetricTrees STATUSES = new MetricTrees("current");

    /// From v2 to v1.
    JsonObject older(JsonObject metric) {
        var older = JsonObject.EMPTY.with("type", text(metric, "type"));
        for (var source : SOURCES) {
            if (metric.has(source)) {
                older = older.with(source, older(source, metric.object(source)));
            }
        }
        return older;
    }

    private JsonObject older(String source, JsonObject metric) {
        var amounts = metric.object(prefix);
        return switch (source) {
            case "object" -> {
                var about = JsonObject.EMPTY.with("target", metric.object("describedObject"));
                var out = named(about, metric, "selector").with(prefix + "Value", value(amounts));
                yield copy(amounts, "averageValue", out, "averageValue");
            }
            case "pods" ->
                    named(JsonObject.EMPTY, metric, "selector")
                            .with(prefix + "AverageValue", average(amounts));
            case "external" -> {
                var named = named(JsonObject.EMPTY, metric, "metricSelector");
                var out =
                        isSpec()
                                ? copy(amounts, "value", named, "targetValue")
                                : named.with("currentValue", value(amounts));
                yield copy(amounts, "averageValue", out, prefix + "AverageValue");
            }
            default -> {
                var utilization = prefix + "AverageUtilization";
                var out = copy(amounts, "averageUtilization", resource(metric), utilization);
                yield isSpec()
                        ? copy(amounts, "averageValue", out, "targetAverageValue")
                        : out.with("currentAverageValue", average(amounts));
            }
        };
    }

    /// From v1 to v2.
    JsonObject newer(JsonObject metric) {
        var newer = JsonObject.EMPTY.with("type", text(metric, "type"));
        for (var source : SOURCES) {
            if (metric.has(source)) {
                newer = newer.with(source, newer(source, metric.object(source)));
            }
        }
        return newer;
    }

    private JsonObject newer(String source, JsonObject metric) {
        return switch (source) {
            case "object" ->
                    JsonObject.EMPTY
                            .with("describedObject", metric.object("target"))
                            .with("metric", identifier(metric, "selector"))
                            .with(prefix, objectAmounts(metric));
            case "pods" ->
                    JsonObject.EMPTY
                            .with("metric", identifier(metric, "selector"))
                            .with(prefix, averaged(metric, typed("AverageValue")));
            case "external" -> {
                var type = typed(metric.has("targetValue") ? "Value" : "AverageValue");
                var amounts = copy(metric, prefix + "Value", type, "value");
                yield JsonObject.EMPTY
                        .with("metric", identifier(metric, "metricSelector"))
                        .with(prefix, averaged(metric, amounts));
            }
            default -> {
                var utilization = prefix + "AverageUtilization";
                var type = typed(metric.has(utilization) ? "Utilization" : "AverageValue");
                var amounts = copy(metric, utilization, type, "averageUtilization");
                yield resource(metric).with(prefix, averaged(metric, amounts));
            }
        };
    }

    /// The old form cannot leave the value out: none is written as 0.
    private JsonObject objectAmounts(JsonObject metric) {
        boolean shared = metric.has("averageValue");
        var type = typed(shared ? "AverageValue" : "Value");
        boolean none = isSpec() && shared && ZERO.equals(metric.text("targetValue"));
        var amounts = none ? type : copy(metric, prefix + "Value", type, "value");
        return copy(metric, "averageValue", amounts, "averageValue");
    }

    private JsonObject averaged(JsonObject metric, JsonObject amounts) {
        return copy(metric, prefix + "AverageValue", amounts, "averageValue");
    }

    private static JsonObject resource(JsonObject metric) {
        var out = copy(metric, "name", JsonObject.EMPTY, "name");
        return copy(metric, "container", out, "container");
    }

    private boolean isSpec() {
        return prefix.equals("target");
    }

    /// Only targets say what kind of amount they are.
    private JsonObject typed(String type) {
        return isSpec() ? JsonObject.EMPTY.with("type", type) : JsonObject.EMPTY;
    }

    private static JsonObject named(JsonObject out, JsonObject metric, String selector) {
        var identifier = metric.object("metric");
        var named = out.with("metricName", text(identifier, "name"));
        return copy(identifier, "selector", named, selector);
    }

    private static JsonObject identifier(JsonObject metric, String selector) {
        var identifier = JsonObject.EMPTY.with("name", text(metric, "metricName"));
        return copy(metric, selector, identifier, "selector");
    }

    private static JsonValue value(JsonObject amounts) {
        return amounts.has("value") ? new JsonText(text(amounts, "value")) : new JsonText(ZERO);
    }

    private static JsonValue average(JsonObject amounts) {
        return amounts.has("averageValue")
                ? new JsonText(text(amounts, "averageValue"))
                : new JsonText(ZERO);
    }

    private static JsonObject copy(JsonObject from, String name, JsonObject into, String as) {
        var value = from.get(name);
        return value == null ? into : into.with(as, value);
    }

    private static String text(JsonObject object, String name) {
        var text = object.text(name);
        return text == null ? "" : text;
    }
}
