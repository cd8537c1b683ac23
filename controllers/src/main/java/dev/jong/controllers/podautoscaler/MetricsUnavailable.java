package dev.jong.controllers.podautoscaler;

/// There is no number to scale by.
final class MetricsUnavailable extends RuntimeException {
    MetricsUnavailable(String message) {
        super(message);
    }

    MetricsUnavailable(String doing, RuntimeException cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
