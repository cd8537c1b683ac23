package dev.jong.api.apply;

import java.time.Instant;

/// Who writes, and through which door.
///
/// @param manager the field manager's name
/// @param apiVersion of the object as written
/// @param subresource "" for the object itself
/// @param timed whether the time is told: it gets lost on the way through `scale`
public record Author(
        String manager, String apiVersion, String subresource, Instant now, boolean timed) {

    /// One whose time is told.
    public Author(String manager, String apiVersion, String subresource, Instant now) {
        this(manager, apiVersion, subresource, now, true);
    }

    Author named(String other) {
        return new Author(other, apiVersion, subresource, now, timed);
    }

    Owner owner(boolean applies) {
        var owner = new Owner(manager, applies, apiVersion, subresource, null, FieldSet.EMPTY);
        return timed ? owner.at(now) : owner;
    }
}
