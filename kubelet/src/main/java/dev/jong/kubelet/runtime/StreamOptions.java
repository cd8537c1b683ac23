package dev.jong.kubelet.runtime;

/// Which streams a client wants.
public record StreamOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}
