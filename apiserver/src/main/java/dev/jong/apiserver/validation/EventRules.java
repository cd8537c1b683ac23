package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Event;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.GoTime;
import dev.jong.api.json.Json;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Events: few rules for those of the core group, as old clients write them, and many for those of
/// `events.k8s.io`, which never change but for their series (KEP-383).
public final class EventRules {
    private static final int LONGEST = 128;
    private static final int LONGEST_NOTE = 1024;
    private static final FieldPath SERIES = FieldPath.of("series");

    private EventRules() {}

    static List<FieldError> core(Event event) {
        var errors = new FieldErrors();
        common(event, "reportingComponent", errors);
        return errors.list();
    }

    /// An event that comes through `events.k8s.io`.
    ///
    /// @param old null for a new one
    public static List<FieldError> newer(Event now, @Nullable Event old) {
        var errors = new FieldErrors();
        common(now, "reportingController", errors);
        if (old == null) {
            created(now, errors);
        } else {
            updated(now, old, errors);
        }
        return errors.list();
    }

    private static void common(Event event, String reporter, FieldErrors errors) {
        var about = text(event.involvedObject().namespace());
        var own = event.namespace();
        if (isUnset(event.eventTime())) {
            boolean fits =
                    about.isEmpty() ? Set.of("", "default").contains(own) : about.equals(own);
            if (!fits) {
                elsewhere(about, errors);
            }
        } else {
            if (about.isEmpty() && !Set.of("default", "kube-system").contains(own)) {
                elsewhere(about, errors);
            }
            reported(event, FieldPath.of(reporter), errors);
        }
        errors.invalidEach(FieldPath.of("namespace"), own, Names.subdomain(own));
    }

    private static void elsewhere(String namespace, FieldErrors errors) {
        errors.invalid(
                FieldPath.of("involvedObject", "namespace"),
                namespace,
                "does not match event.namespace");
    }

    private static void reported(Event event, FieldPath reporter, FieldErrors errors) {
        var by = event.reportingComponent();
        if (by.isEmpty()) {
            errors.required(reporter, "");
        }
        errors.invalidEach(reporter, by, Labels.key(by));
        said(event.reportingInstance(), FieldPath.of("reportingInstance"), errors);
        said(text(event.action()), FieldPath.of("action"), errors);
        said(text(event.reason()), FieldPath.of("reason"), errors);
        brief(text(event.message()), LONGEST_NOTE, FieldPath.of("message"), errors);
    }

    private static void said(String text, FieldPath path, FieldErrors errors) {
        if (text.isEmpty()) {
            errors.required(path, "");
        }
        brief(text, LONGEST, path, errors);
    }

    private static void brief(String text, int most, FieldPath path, FieldErrors errors) {
        if (text.length() > most) {
            errors.invalid(path, "", "can have at most " + most + " characters");
        }
    }

    private static void created(Event event, FieldErrors errors) {
        if (!event.name().isEmpty()) {
            errors.invalidEach(
                    FieldPath.of("metadata", "name"), event.name(), Names.subdomain(event.name()));
        }
        var generateName = event.metadata().generateName();
        if (generateName != null) {
            errors.invalidEach(
                    FieldPath.of("metadata", "generateName"),
                    generateName,
                    Names.subdomain(Names.maskTrailingDash(generateName)));
        }
        series(event, errors);
        if (isUnset(event.eventTime())) {
            errors.required(FieldPath.of("eventTime"), "");
        }
        var type = text(event.type());
        if (!List.of("Normal", "Warning").contains(type)) {
            errors.invalid(FieldPath.of("type"), "", "has invalid value: " + type);
        }
        unset(isUnset(event.firstTimestamp()), "firstTimestamp", errors);
        unset(isUnset(event.lastTimestamp()), "lastTimestamp", errors);
        unset(Objects.requireNonNullElse(event.count(), 0) == 0, "count", errors);
        var source = event.source();
        unset(
                text(source.component()).isEmpty() && text(source.host()).isEmpty(),
                "source",
                errors);
    }

    private static void unset(boolean fits, String field, FieldErrors errors) {
        if (!fits) {
            errors.invalid(FieldPath.of(field), "", "needs to be unset");
        }
    }

    private static void updated(Event now, Event old, FieldErrors errors) {
        if (!Objects.equals(now.series(), old.series())) {
            series(now, errors);
        }
        reference("involvedObject", now.involvedObject(), old.involvedObject(), errors);
        held("reason", text(now.reason()), text(old.reason()), errors);
        held("message", text(now.message()), text(old.message()), errors);
        held("source", now.source(), old.source(), errors);
        held("firstTimestamp", now.firstTimestamp(), old.firstTimestamp(), errors);
        held("lastTimestamp", now.lastTimestamp(), old.lastTimestamp(), errors);
        held("count", now.count(), old.count(), errors);
        held("type", text(now.type()), text(old.type()), errors);
        held("eventTime", now.eventTime(), old.eventTime(), errors);
        held("action", text(now.action()), text(old.action()), errors);
        reference("related", now.related(), old.related(), errors);
        held("reportingController", now.reportingComponent(), old.reportingComponent(), errors);
        held("reportingInstance", now.reportingInstance(), old.reportingInstance(), errors);
    }

    private static void held(
            String field, @Nullable Object now, @Nullable Object old, FieldErrors errors) {
        errors.immutable(FieldPath.of(field), now, old);
    }

    private static void reference(
            String field,
            @Nullable ObjectReference now,
            @Nullable ObjectReference old,
            FieldErrors errors) {
        if (!Objects.equals(now, old)) {
            var shown =
                    now == null
                            ? null
                            : new FieldError.Written(
                                    Json.text(Json.tree(now, ObjectReference.CODEC)));
            errors.invalid(FieldPath.of(field), shown, "field is immutable");
        }
    }

    private static void series(Event event, FieldErrors errors) {
        var series = event.series();
        if (series == null) {
            return;
        }
        if (Objects.requireNonNullElse(series.count(), 0) < 2) {
            errors.invalid(SERIES.child("count"), "", "should be at least 2");
        }
        if (isUnset(series.lastObservedTime())) {
            errors.required(SERIES.child("lastObservedTime"), "");
        }
    }

    private static boolean isUnset(@Nullable Instant time) {
        return time == null || time.equals(GoTime.ZERO);
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
