package dev.jong.apiserver.openapi;

import dev.jong.api.json.JsonObject;
import java.util.Optional;

/// What another server describes of a group and version that it serves.
///
/// @param version2 its whole document of version 2; empty when it has none
/// @param version3 its document of version 3 about this group and version, if it has one
public record RemoteApi(
        String group, String version, JsonObject version2, Optional<JsonObject> version3) {}
