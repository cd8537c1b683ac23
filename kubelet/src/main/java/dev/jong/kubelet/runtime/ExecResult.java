package dev.jong.kubelet.runtime;

/// What a command answered. `output` is standard output followed by standard error.
public record ExecResult(int exitCode, String output) {}
