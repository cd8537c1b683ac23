package dev.jong.kubelet.settings;

import dev.jong.api.Quantity;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a `KubeletConfiguration` (`kubelet.config.k8s.io/v1beta1`). Fields that are not honoured
/// are refused, so that nobody believes they were.
public final class KubeletConfiguration {
    public static final String VERSION = "kubelet.config.k8s.io/v1beta1";
    public static final String KIND = "KubeletConfiguration";
    private static final Set<String> FIELDS =
            Set.of(
                    "apiVersion",
                    "kind",
                    "containerLogMaxSize",
                    "containerLogMaxFiles",
                    "containerLogMonitorInterval",
                    "imageGCHighThresholdPercent",
                    "imageGCLowThresholdPercent",
                    "imageMinimumGCAge",
                    "evictionHard",
                    "evictionPressureTransitionPeriod");

    private final JsonObject fields;

    private KubeletConfiguration(JsonObject fields) {
        this.fields = fields;
    }

    /// The settings that a file asks for; what it leaves out is upstream's default.
    ///
    /// @throws IllegalArgumentException with one sentence that says what is wrong with it
    public static KubeletSettings parse(String yaml) {
        try {
            if (Yaml.read(yaml) instanceof JsonObject object) {
                return new KubeletConfiguration(object).settings();
            }
        } catch (InvalidYaml e) {
            throw new IllegalArgumentException("it is not YAML: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("it is not an object");
    }

    private KubeletSettings settings() {
        if (!VERSION.equals(fields.text("apiVersion")) || !KIND.equals(fields.text("kind"))) {
            throw new IllegalArgumentException("it is not a " + KIND + " of " + VERSION);
        }
        var unknown = new TreeSet<>(fields.fields().keySet());
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "Jong does not honour "
                            + String.join(", ", unknown)
                            + "; it honours "
                            + String.join(", ", new TreeSet<>(FIELDS)));
        }
        var usual = KubeletSettings.DEFAULT;
        var images =
                new KubeletSettings.Images(
                        number("imageGCHighThresholdPercent", 0, 100, usual.images().highPercent()),
                        number("imageGCLowThresholdPercent", 0, 100, usual.images().lowPercent()),
                        duration("imageMinimumGCAge", usual.images().minimumAge()));
        if (images.lowPercent() >= images.highPercent()) {
            throw new IllegalArgumentException(
                    "imageGCLowThresholdPercent must be less than imageGCHighThresholdPercent");
        }
        return new KubeletSettings(
                new KubeletSettings.Logs(
                        text(
                                "containerLogMaxSize",
                                usual.logs().mostBytes(),
                                text -> Quantity.parse(text).value()),
                        number("containerLogMaxFiles", 2, 1000, usual.logs().mostFiles()),
                        duration("containerLogMonitorInterval", usual.logs().period())),
                images,
                new KubeletSettings.Eviction(
                        fields.has("evictionHard") ? hard() : usual.eviction().hard(),
                        duration(
                                "evictionPressureTransitionPeriod",
                                usual.eviction().transition())));
    }

    /// Signals that are left out are not looked at.
    private EnumMap<Signal, Threshold> hard() {
        var hard = new EnumMap<Signal, Threshold>(Signal.class);
        var wanted = fields.object("evictionHard");
        for (var name : List.copyOf(wanted.fields().keySet())) {
            var signal =
                    Signal.of(name)
                            .orElseThrow(() -> wrong("evictionHard", "there is no signal " + name));
            try {
                hard.put(signal, Threshold.parse(String.valueOf(wanted.text(name))));
            } catch (IllegalArgumentException e) {
                throw wrong("evictionHard[" + name + "]", String.valueOf(e.getMessage()));
            }
        }
        return hard;
    }

    private Duration duration(String name, Duration absent) {
        var found =
                text(
                        name,
                        absent,
                        text -> {
                            try {
                                return GoDuration.parse(text);
                            } catch (JsonException e) {
                                throw new IllegalArgumentException(e.getMessage(), e);
                            }
                        });
        if (found.isNegative()) {
            throw wrong(name, "it is negative");
        }
        return found.isZero() ? absent : found;
    }

    private int number(String name, int least, int most, int absent) {
        return switch (fields.get(name)) {
            case null -> absent;
            case JsonInteger(var value) when value >= least && value <= most -> (int) value;
            case JsonValue _ -> throw wrong(name, "it takes " + least + " to " + most);
        };
    }

    private <T extends @Nullable Object> T text(String name, T absent, Function<String, T> read) {
        return switch (fields.get(name)) {
            case null -> absent;
            case JsonText(var text) -> {
                try {
                    yield read.apply(text);
                } catch (IllegalArgumentException e) {
                    throw wrong(name, String.valueOf(e.getMessage()));
                }
            }
            case JsonValue _ -> throw wrong(name, "it takes a text");
        };
    }

    private static IllegalArgumentException wrong(String field, String why) {
        return new IllegalArgumentException(field + " is not valid: " + why);
    }
}
