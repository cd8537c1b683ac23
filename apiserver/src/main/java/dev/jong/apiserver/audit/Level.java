package dev.jong.apiserver.audit;

/// How much is told of a request, rising.
enum Level {
    NONE("None"),
    METADATA("Metadata"),
    REQUEST("Request"),
    REQUEST_RESPONSE("RequestResponse");

    private final String text;

    Level(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean covers(Level other) {
        return compareTo(other) >= 0;
    }
}
