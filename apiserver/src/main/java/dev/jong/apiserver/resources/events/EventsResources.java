package dev.jong.apiserver.resources.events;

import dev.jong.api.core.v1.EventSeries;
import dev.jong.api.events.v1.Event;
import dev.jong.apiserver.registry.Conversion;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.validation.EventRules;
import org.jspecify.annotations.Nullable;

/// The events.k8s.io group: the same Events as in core, under other names.
public final class EventsResources {
    public static final Resource<Event> EVENTS =
            Resource.of(Event.KIND)
                    .createOnUpdate()
                    .field("reason", event -> text(event.reason()))
                    .field("regarding.kind", event -> text(event.regarding().kind()))
                    .field("regarding.namespace", event -> text(event.regarding().namespace()))
                    .field("regarding.name", event -> text(event.regarding().name()))
                    .field("regarding.uid", event -> text(event.regarding().uid()))
                    .field("regarding.apiVersion", event -> text(event.regarding().apiVersion()))
                    .field(
                            "regarding.resourceVersion",
                            event -> text(event.regarding().resourceVersion()))
                    .field("regarding.fieldPath", event -> text(event.regarding().fieldPath()))
                    .field("reportingController", event -> text(event.reportingController()))
                    .field("type", event -> text(event.type()))
                    .build();

    public static final Conversion<Event, dev.jong.api.core.v1.Event> CORE =
            Conversion.each(
                            EventsResources::toStored,
                            EventsResources::fromStored,
                            EventsResources::field)
                    .checkedBy(EventRules::newer);

    private EventsResources() {}

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String field(String name) {
        if (name.startsWith("regarding.")) {
            return "involvedObject." + name.substring("regarding.".length());
        }
        return name.equals("reportingController") ? "reportingComponent" : name;
    }

    private static dev.jong.api.core.v1.Event toStored(Event event) {
        var series = event.series();
        return dev.jong.api.core.v1.Event.EMPTY.toBuilder()
                .metadata(event.metadata())
                .involvedObject(event.regarding())
                .reason(event.reason())
                .message(event.note())
                .source(event.deprecatedSource())
                .firstTimestamp(event.deprecatedFirstTimestamp())
                .lastTimestamp(event.deprecatedLastTimestamp())
                .count(event.deprecatedCount())
                .type(event.type())
                .eventTime(event.eventTime())
                .series(
                        series == null
                                ? null
                                : new EventSeries(series.count(), series.lastObservedTime()))
                .action(event.action())
                .related(event.related())
                .reportingComponent(text(event.reportingController()))
                .reportingInstance(text(event.reportingInstance()))
                .build();
    }

    private static Event fromStored(dev.jong.api.core.v1.Event event) {
        var series = event.series();
        return Event.EMPTY.toBuilder()
                .metadata(event.metadata())
                .regarding(event.involvedObject())
                .reason(event.reason())
                .note(event.message())
                .deprecatedSource(event.source())
                .deprecatedFirstTimestamp(event.firstTimestamp())
                .deprecatedLastTimestamp(event.lastTimestamp())
                .deprecatedCount(event.count())
                .type(event.type())
                .eventTime(event.eventTime())
                .series(
                        series == null
                                ? null
                                : new dev.jong.api.events.v1.EventSeries(
                                        series.count(), series.lastObservedTime()))
                .action(event.action())
                .related(event.related())
                .reportingController(event.reportingComponent())
                .reportingInstance(event.reportingInstance())
                .build();
    }
}
