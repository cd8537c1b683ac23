package dev.jong.kubelet.runtime;

/// Who runs the containers: `containerRuntimeVersion` of the node is `name://version`.
public record RuntimeVersion(String name, String version) {
    @Override
    public String toString() {
        return name + "://" + version;
    }
}
