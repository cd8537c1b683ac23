package dev.jong.kubelet.pod;

/// Why a container is not running: `state.waiting` of its status.
record Waiting(String reason, String message) {}
