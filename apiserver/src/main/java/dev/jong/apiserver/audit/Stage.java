package dev.jong.apiserver.audit;

/// When something is told of a request.
enum Stage {
    REQUEST_RECEIVED("RequestReceived"),
    /// The answer has begun; only of requests that may take for ever.
    RESPONSE_STARTED("ResponseStarted"),
    RESPONSE_COMPLETE("ResponseComplete"),
    /// The server failed.
    PANIC("Panic");

    private final String text;

    Stage(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
