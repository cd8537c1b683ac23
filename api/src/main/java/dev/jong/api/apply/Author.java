package dev.jong.api.apply;

import java.time.Instant;

/// Who writes, and through which door.
///
/// @param manager the field manager's name
/// @param apiVersion of the object as written
/// @param subresource "" for the object itself
public record Author(String manager, String apiVersion, String subresource, Instant now) {
    Owner owner(boolean applies) {
        return new Owner(manager, applies, apiVersion, subresource, now, FieldSet.EMPTY).at(now);
    }
}
