package dev.jong.apiserver.webhook;

import dev.jong.api.json.JsonObject;

/// What came of a call.
public sealed interface HookAnswer {
    /// The webhook answered with an object.
    record Body(JsonObject object) implements HookAnswer {}

    /// It did not.
    ///
    /// @param why in the words of upstream's client
    /// @param code of the answer; 503 when there was none
    record Failed(String why, int code) implements HookAnswer {}
}
