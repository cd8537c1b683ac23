package dev.jong.apiserver.webhook;

import dev.jong.api.json.JsonObject;

/// What came of a call.
public sealed interface HookAnswer {
    /// The webhook answered with an object.
    record Body(JsonObject object) implements HookAnswer {}

    /// It did not.
    ///
    /// @param why in the words of upstream's client
    record Failed(String why) implements HookAnswer {}
}
