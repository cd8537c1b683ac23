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
        var out = JsonObject.EMPTY;
        switch (source) {
            case "object" -> {
                out = out.with("target", metric.object("describedObject"));
                out = named(out, metric, "selector").with(prefix + "Value", value(amounts));
                return copy(amounts, "averageValue", out, "averageValue");
            }
            case "pods" -> {
                out = named(out, metric, "selector");
                return out.with(prefix + "AverageValue", average(amounts));
            }
            case "external" -> {
                out = named(out, metric, "metricSelector");
                out =
                        isSpec()
                                ? copy(amounts, "value", out, "targetValue")
                                : out.with("currentValue", value(amounts));
                return copy(amounts, "averageValue", out, prefix + "AverageValue");
            }
            default -> {
                out = copy(metric, "name", out, "name");
                out = copy(metric, "container", out, "container");
                out = copy(amounts, "averageUtilization", out, prefix + "AverageUtilization");
                return isSpec()
                        ? copy(amounts, "averageValue", out, "targetAverageValue")
                        : out.with("currentAverageValue", average(amounts));
            }
        }
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
        var amounts = JsonObject.EMPTY;
        switch (source) {
            case "object" -> {
                boolean shared = metric.has("averageValue");
                amounts = typed(shared ? "AverageValue" : "Value");
                // v1 cannot leave the value out: none is written as 0
                if (!isSpec() || !shared || !ZERO.equals(metric.text("targetValue"))) {
                    amounts = copy(metric, prefix + "Value", amounts, "value");
                }
                amounts = copy(metric, "averageValue", amounts, "averageValue");
                return JsonObject.EMPTY
                        .with("describedObject", metric.object("target"))
                        .with("metric", identifier(metric, "selector"))
                        .with(prefix, amounts);
            }
            case "pods" -> {
                amounts =
                        copy(
                                metric,
                                prefix + "AverageValue",
                                typed("AverageValue"),
                                "averageValue");
                return JsonObject.EMPTY
                        .with("metric", identifier(metric, "selector"))
                        .with(prefix, amounts);
            }
            case "external" -> {
                amounts = typed(metric.has("targetValue") ? "Value" : "AverageValue");
                amounts = copy(metric, prefix + "Value", amounts, "value");
                amounts = copy(metric, prefix + "AverageValue", amounts, "averageValue");
                return JsonObject.EMPTY
                        .with("metric", identifier(metric, "metricSelector"))
                        .with(prefix, amounts);
            }
            default -> {
                var utilization = prefix + "AverageUtilization";
                amounts = typed(metric.has(utilization) ? "Utilization" : "AverageValue");
                amounts = copy(metric, utilization, amounts, "averageUtilization");
                amounts = copy(metric, prefix + "AverageValue", amounts, "averageValue");
                var out = copy(metric, "name", JsonObject.EMPTY, "name");
                return copy(metric, "container", out, "container").with(prefix, amounts);
            }
        }
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
