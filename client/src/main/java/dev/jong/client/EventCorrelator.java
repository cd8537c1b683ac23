package dev.jong.client;

import dev.jong.api.core.v1.Event;
import dev.jong.api.core.v1.EventSeries;
import dev.jong.api.core.v1.EventSource;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.meta.v1.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides whether a sighting becomes an Event, counts on one, or is dropped. One thread.
///
/// The figures are those of upstream's correlator: 25 at once and then one in five minutes for each
/// object; more than ten different messages of a kind in ten minutes are combined.
final class EventCorrelator {
    private static final int REMEMBERED = 4096;
    private static final double BURST = 25;
    private static final double PER_SECOND = 1.0 / 300;
    private static final int MOST_SIMILAR = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final Duration SERIES_WITHIN = Duration.ofMinutes(6);
    private static final String COMBINED = "(combined from similar events): ";
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ISO_INSTANT;
    private static final DateTimeFormatter MICROS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private final String component;
    private final String instance;
    private final Map<Object, Bucket> buckets = remembering();
    private final Map<Object, Similar> similar = remembering();
    private final Map<Object, Event> known = remembering();

    EventCorrelator(String component, String instance) {
        this.component = component;
        this.instance = instance;
    }

    sealed interface Decision {}

    record Drop() implements Decision {}

    record Create(Event event) implements Decision {}

    record Repeat(Event known, Patch patch) implements Decision {}

    private record Bucket(double tokens, Instant filled) {}

    private record Similar(Set<String> messages, Instant last) {}

    private record Subject(
            @Nullable String kind,
            @Nullable String namespace,
            @Nullable String name,
            @Nullable String uid,
            @Nullable String fieldPath) {}

    private record Group(Subject subject, String type, String reason, String action) {}

    private record Identity(Group group, String message) {}

    Decision correlate(EventRecorder.Sighting sighting) {
        if (!admitted(sighting)) {
            return new Drop();
        }
        var event = known.get(identity(sighting));
        if (event == null) {
            return new Create(fresh(sighting));
        }
        if (sighting.action().isEmpty()) {
            return new Repeat(event, counted(event, sighting));
        }
        var series = event.series();
        var last = series == null ? event.eventTime() : series.lastObservedTime();
        return last != null && last.plus(SERIES_WITHIN).isBefore(sighting.at())
                ? new Create(fresh(sighting))
                : new Repeat(event, inSeries(series, sighting));
    }

    void written(EventRecorder.Sighting sighting, Event event) {
        known.put(identity(sighting), event);
    }

    Event fresh(EventRecorder.Sighting sighting) {
        var about = sighting.about();
        var namespace = Objects.requireNonNullElse(about.namespace(), "default");
        var at = sighting.at();
        long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        var event =
                Event.builder()
                        .metadata(
                                ObjectMeta.builder()
                                        .name(about.name() + "." + Long.toHexString(nanos))
                                        .namespace(namespace)
                                        .build())
                        .involvedObject(about)
                        .type(sighting.type())
                        .reason(sighting.reason())
                        .message(message(sighting))
                        .reportingComponent(component)
                        .reportingInstance(instance);
        if (sighting.action().isEmpty()) {
            var source =
                    EventSource.builder()
                            .component(component)
                            .host(instance.isEmpty() ? null : instance)
                            .build();
            return event.source(source)
                    .firstTimestamp(at.truncatedTo(ChronoUnit.SECONDS))
                    .lastTimestamp(at.truncatedTo(ChronoUnit.SECONDS))
                    .count(1)
                    .build();
        }
        return event.eventTime(at.truncatedTo(ChronoUnit.MICROS)).action(sighting.action()).build();
    }

    private static Patch counted(Event event, EventRecorder.Sighting sighting) {
        return new Patch.Strategic(
                JsonObject.EMPTY
                        .with("count", new JsonInteger(event.count() + 1L))
                        .with(
                                "lastTimestamp",
                                new JsonText(
                                        SECONDS.format(
                                                sighting.at().truncatedTo(ChronoUnit.SECONDS))))
                        .with(
                                "message",
                                new JsonText(Objects.requireNonNullElse(event.message(), ""))));
    }

    private static Patch inSeries(@Nullable EventSeries series, EventRecorder.Sighting sighting) {
        var now =
                JsonObject.EMPTY
                        .with("count", new JsonInteger(series == null ? 2 : series.count() + 1L))
                        .with("lastObservedTime", new JsonText(MICROS.format(sighting.at())));
        return new Patch.Strategic(JsonObject.of("series", now));
    }

    private boolean admitted(EventRecorder.Sighting sighting) {
        var subject = subject(sighting);
        var bucket = buckets.getOrDefault(subject, new Bucket(BURST, sighting.at()));
        double seconds =
                Math.max(0, Duration.between(bucket.filled(), sighting.at()).toMillis() / 1000.0);
        double tokens = Math.min(BURST, bucket.tokens() + seconds * PER_SECOND);
        boolean admitted = tokens >= 1;
        buckets.put(subject, new Bucket(admitted ? tokens - 1 : tokens, sighting.at()));
        if (admitted) {
            remember(sighting);
        }
        return admitted;
    }

    private void remember(EventRecorder.Sighting sighting) {
        var group = group(sighting);
        var before = similar.get(group);
        var messages = new HashSet<String>();
        if (before != null && !before.last().plus(SIMILAR_WITHIN).isBefore(sighting.at())) {
            messages.addAll(before.messages());
        }
        messages.add(sighting.message());
        similar.put(group, new Similar(messages, sighting.at()));
    }

    private boolean combines(EventRecorder.Sighting sighting) {
        var seen = similar.get(group(sighting));
        return seen != null && seen.messages().size() >= MOST_SIMILAR;
    }

    private String message(EventRecorder.Sighting sighting) {
        return combines(sighting) ? COMBINED + sighting.message() : sighting.message();
    }

    private Identity identity(EventRecorder.Sighting sighting) {
        return new Identity(group(sighting), combines(sighting) ? COMBINED : sighting.message());
    }

    private static Group group(EventRecorder.Sighting sighting) {
        return new Group(subject(sighting), sighting.type(), sighting.reason(), sighting.action());
    }

    private static Subject subject(EventRecorder.Sighting sighting) {
        var about = sighting.about();
        return new Subject(
                about.kind(), about.namespace(), about.name(), about.uid(), about.fieldPath());
    }

    private static <V> Map<Object, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
