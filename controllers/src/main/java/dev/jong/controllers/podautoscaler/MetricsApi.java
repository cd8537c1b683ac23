package dev.jong.controllers.podautoscaler;

import dev.jong.api.GroupResource;
import dev.jong.api.InvalidQuantity;
import dev.jong.api.Quantity;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.GoTime;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.client.ClientException;
import dev.jong.client.Transport;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads the metrics APIs `metrics.k8s.io`, `custom.metrics.k8s.io` and `external.metrics.k8s.io`,
/// which whoever collects metrics serves through the API server.
///
/// All numbers are thousandths. Every method throws [MetricsUnavailable] where there are none.
final class MetricsApi {
    private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(1);

    private final Transport transport;

    MetricsApi(Transport transport) {
        this.transport = transport;
    }

    /// What one Pod was seen to use.
    ///
    /// @param window the time over which it was measured, up to `at`
    record Sample(Instant at, Duration window, long value) {}

    /// CPU, memory or another resource of the selected Pods, by Pod name.
    ///
    /// @param container the only container that counts, "" for all
    Map<String, Sample> resource(
            String resource, String namespace, String selector, String container) {
        var items =
                items(
                        "/apis/metrics.k8s.io/v1beta1/namespaces/"
                                + namespace
                                + "/pods?labelSelector="
                                + encoded(selector),
                        "resource");
        var samples = new HashMap<String, Sample>();
        for (var item : items) {
            long sum = 0;
            boolean complete = false;
            for (var each : objects(item, "containers")) {
                if (!container.isEmpty() && !container.equals(each.text("name"))) {
                    continue;
                }
                var usage = each.object("usage").text(resource);
                complete = usage != null;
                if (usage == null) {
                    break;
                }
                sum += milli(usage);
            }
            if (complete) {
                var window = item.text("window");
                samples.put(
                        text(item.object("metadata"), "name"),
                        new Sample(
                                time(item),
                                window == null ? DEFAULT_WINDOW : GoDuration.parse(window),
                                sum));
            }
        }
        return samples;
    }

    /// A metric of the selected Pods, by Pod name.
    Map<String, Sample> pods(
            String metric, String namespace, String selector, String metricSelector) {
        var samples = new HashMap<String, Sample>();
        for (var item :
                items(
                        custom()
                                + "/namespaces/"
                                + namespace
                                + "/pods/*/"
                                + encoded(metric)
                                + "?labelSelector="
                                + encoded(selector)
                                + metricLabels(metricSelector),
                        "custom")) {
            samples.put(
                    text(item.object("describedObject"), "name"),
                    new Sample(time(item), window(item), milli(text(item, "value"))));
        }
        return samples;
    }

    /// A metric of one object of the namespace, or of the namespace itself.
    ///
    /// @param resource the kind of object
    long object(
            String metric,
            String namespace,
            GroupResource resource,
            String name,
            String metricSelector) {
        var qualified =
                resource.group().isEmpty()
                        ? resource.resource()
                        : resource.resource() + "." + resource.group();
        var where =
                qualified.equals("namespaces")
                        ? "/namespaces/" + namespace + "/metrics/" + encoded(metric)
                        : "/namespaces/"
                                + namespace
                                + "/"
                                + qualified
                                + "/"
                                + encoded(name)
                                + "/"
                                + encoded(metric);
        var query = metricSelector.isEmpty() ? "" : "?" + metricLabels(metricSelector).substring(1);
        return milli(text(items(custom() + where + query, "custom").getFirst(), "value"));
    }

    /// All values of a metric that is about nothing in the cluster.
    List<Long> external(String metric, String namespace, String metricSelector) {
        return items(
                        "/apis/external.metrics.k8s.io/v1beta1/namespaces/"
                                + namespace
                                + "/"
                                + encoded(metric)
                                + "?labelSelector="
                                + encoded(metricSelector),
                        "external")
                .stream()
                .map(item -> milli(text(item, "value")))
                .toList();
    }

    /// Where custom metrics are served: in the version that their server prefers.
    private String custom() {
        var group = ask("/apis/custom.metrics.k8s.io", "custom");
        return "/apis/" + text(group.object("preferredVersion"), "groupVersion");
    }

    /// @param api for messages: `resource`
    private List<JsonObject> items(String path, String api) {
        var items = objects(ask(path, api), "items");
        if (items.isEmpty()) {
            throw new MetricsUnavailable("no metrics returned from " + api + " metrics API");
        }
        return items;
    }

    private JsonObject ask(String path, String api) {
        try {
            return Json.parse(transport.raw(path)) instanceof JsonObject answer
                    ? answer
                    : JsonObject.EMPTY;
        } catch (ApiException | ClientException | JsonException e) {
            throw new MetricsUnavailable("unable to fetch metrics from " + api + " metrics API", e);
        }
    }

    private static List<JsonObject> objects(JsonObject object, String field) {
        return object.array(field).items().stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    private static Instant time(JsonObject item) {
        var text = item.text("timestamp");
        try {
            return text == null ? Instant.EPOCH : GoTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new MetricsUnavailable("invalid timestamp of a metric", e);
        }
    }

    /// `v1beta1` calls it `window`, `v1beta2` `windowSeconds`.
    private static Duration window(JsonObject item) {
        var seconds = item.has("windowSeconds") ? item.get("windowSeconds") : item.get("window");
        return seconds instanceof JsonInteger(long value)
                ? Duration.ofSeconds(value)
                : DEFAULT_WINDOW;
    }

    private static long milli(String quantity) {
        try {
            return Quantity.parse(quantity).milliValue();
        } catch (InvalidQuantity e) {
            throw new MetricsUnavailable("invalid value of a metric", e);
        }
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNullElse(object.text(field), "");
    }

    private static String metricLabels(String selector) {
        return selector.isEmpty() ? "" : "&metricLabelSelector=" + encoded(selector);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
