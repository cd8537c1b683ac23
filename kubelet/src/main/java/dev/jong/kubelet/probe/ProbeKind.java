package dev.jong.kubelet.probe;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Probe;
import org.jspecify.annotations.Nullable;

/// What a probe is for.
public enum ProbeKind {
    STARTUP("Startup"),
    LIVENESS("Liveness"),
    READINESS("Readiness");

    private final String title;

    ProbeKind(String title) {
        this.title = title;
    }

    /// As Events name it.
    String title() {
        return title;
    }

    public @Nullable Probe of(Container container) {
        return switch (this) {
            case STARTUP -> container.startupProbe();
            case LIVENESS -> container.livenessProbe();
            case READINESS -> container.readinessProbe();
        };
    }
}
