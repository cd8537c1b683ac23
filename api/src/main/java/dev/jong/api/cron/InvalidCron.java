package dev.jong.api.cron;

/// A text that is no schedule; the message is upstream's.
public final class InvalidCron extends IllegalArgumentException {
    InvalidCron(String message) {
        super(message);
    }
}
