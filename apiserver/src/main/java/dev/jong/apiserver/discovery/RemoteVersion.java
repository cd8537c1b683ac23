package dev.jong.apiserver.discovery;

import dev.jong.api.json.JsonObject;

/// A version of a group that another server serves.
///
/// @param document what discovery tells of it (`apidiscovery.k8s.io/v2` APIVersionDiscovery)
public record RemoteVersion(String group, String version, Priority priority, JsonObject document) {}
