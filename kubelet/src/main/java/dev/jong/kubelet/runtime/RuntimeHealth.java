package dev.jong.kubelet.runtime;

/// Whether containers can be run. Messages are empty where all is well.
public record RuntimeHealth(boolean runtimeReady, boolean networkReady, String message) {
    public static final RuntimeHealth GOOD = new RuntimeHealth(true, true, "");

    public boolean ready() {
        return runtimeReady && networkReady;
    }
}
