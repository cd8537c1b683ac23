package dev.jong.client;

import dev.jong.api.json.JsonValue;

/// A change to an object, in one of the four forms that the API server takes.
public sealed interface Patch {
    JsonValue body();

    String contentType();

    /// RFC 6902.
    record Json(JsonValue body) implements Patch {
        @Override
        public String contentType() {
            return "application/json-patch+json";
        }
    }

    /// RFC 7386.
    record Merge(JsonValue body) implements Patch {
        @Override
        public String contentType() {
            return "application/merge-patch+json";
        }
    }

    /// Merges lists by their keys; built-in kinds only.
    record Strategic(JsonValue body) implements Patch {
        @Override
        public String contentType() {
            return "application/strategic-merge-patch+json";
        }
    }

    /// Server-side apply; [WriteOptions#fieldManager()] must be said.
    ///
    /// @param force take fields over from other managers
    record Apply(JsonValue body, boolean force) implements Patch {
        @Override
        public String contentType() {
            return "application/apply-patch+yaml";
        }
    }
}
