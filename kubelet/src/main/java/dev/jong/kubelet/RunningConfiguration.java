package dev.jong.kubelet;

import dev.jong.api.Quantity;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.kubelet.settings.KubeletConfiguration;
import dev.jong.kubelet.settings.KubeletSettings;
import dev.jong.kubelet.settings.Threshold;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.TreeMap;

/// What a kubelet runs with, as a `KubeletConfiguration` (`kubelet.config.k8s.io/v1beta1`), the way
/// `/configz` tells it. Fields that stand for nothing here are left out.
final class RunningConfiguration {
    private RunningConfiguration() {}

    static JsonObject of(KubeletConfig config) {
        var servers =
                config.names().servers().stream()
                        .map(server -> (JsonValue) new JsonText(server))
                        .toList();
        return settings(config.settings())
                .with("kind", KubeletConfiguration.KIND)
                .with("apiVersion", KubeletConfiguration.VERSION)
                .with("clusterDNS", new JsonArray(servers))
                .with("clusterDomain", config.names().domain())
                .with("resolvConf", config.names().nodesFile().toString())
                .with("podLogsDir", config.logs().toString());
    }

    private static JsonObject settings(KubeletSettings settings) {
        var logs = settings.logs();
        var images = settings.images();
        var hard = new TreeMap<String, JsonValue>();
        settings.eviction()
                .hard()
                .forEach((signal, least) -> hard.put(signal.text(), new JsonText(text(least))));
        return JsonObject.of(
                        "containerLogMaxSize",
                        new JsonText(Quantity.ofBytes(logs.mostBytes()).toString()))
                .with("containerLogMaxFiles", new JsonInteger(logs.mostFiles()))
                .with("containerLogMonitorInterval", text(logs.period()))
                .with("imageGCHighThresholdPercent", new JsonInteger(images.highPercent()))
                .with("imageGCLowThresholdPercent", new JsonInteger(images.lowPercent()))
                .with("imageMinimumGCAge", text(images.minimumAge()))
                .with("evictionHard", new JsonObject(hard))
                .with("evictionPressureTransitionPeriod", text(settings.eviction().transition()));
    }

    private static String text(Threshold least) {
        return switch (least) {
            case Threshold.Amount(var amount) -> Quantity.ofBytes(amount).toString();
            case Threshold.Share(var share) ->
                    BigDecimal.valueOf(share)
                                    .movePointRight(2)
                                    .setScale(3, RoundingMode.HALF_UP)
                                    .stripTrailingZeros()
                                    .toPlainString()
                            + "%";
        };
    }

    private static JsonText text(Duration duration) {
        return new JsonText(GoDuration.format(duration));
    }
}
