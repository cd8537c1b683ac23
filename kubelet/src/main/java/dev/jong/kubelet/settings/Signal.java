package dev.jong.kubelet.settings;

import java.util.Arrays;
import java.util.Optional;

/// What a node may run short of, with the names that upstream's eviction gives.
public enum Signal {
    MEMORY_AVAILABLE("memory.available", "memory", "MemoryPressure"),
    NODEFS_AVAILABLE("nodefs.available", "ephemeral-storage", "DiskPressure"),
    NODEFS_INODES_FREE("nodefs.inodesFree", "inodes", "DiskPressure"),
    IMAGEFS_AVAILABLE("imagefs.available", "ephemeral-storage", "DiskPressure"),
    IMAGEFS_INODES_FREE("imagefs.inodesFree", "inodes", "DiskPressure"),
    PID_AVAILABLE("pid.available", "pids", "PIDPressure");

    private final String text;
    private final String resource;
    private final String condition;

    Signal(String text, String resource, String condition) {
        this.text = text;
        this.resource = resource;
        this.condition = condition;
    }

    /// `memory.available`
    public String text() {
        return text;
    }

    /// What evicted Pods are told that there was too little of.
    public String resource() {
        return resource;
    }

    /// Of the Node.
    public String condition() {
        return condition;
    }

    public static Optional<Signal> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
