package dev.jong.systemtests.difference;

import dev.jong.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// An object with one thing changed.
///
/// @param what `removed`, `=null`, `="other"`, …
/// @param value what stands at the place now, null when nothing does
record Change(Place place, String what, @Nullable JsonValue value, JsonValue object) {
    @Override
    public String toString() {
        return place + " " + what;
    }
}
