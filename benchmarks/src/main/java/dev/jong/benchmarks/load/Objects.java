package dev.jong.benchmarks.load;

import java.nio.charset.StandardCharsets;

/// The bodies that the scenarios create, as JSON.
final class Objects {
    /// Marks the nodes that a run makes.
    static final String NODE_LABEL = "jong.dev/load";

    private Objects() {}

    /// A ConfigMap whose data is `size` bytes.
    static byte[] configMap(String name, int size) {
        return bytes(
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
                        + name
                        + "\"},\"data\":{\"payload\":\""
                        + "x".repeat(size)
                        + "\"}}");
    }

    /// A Pod of 100m CPU and 500 MiB, as in the published scheduling workload.
    static byte[] pod(String name, String scheduler, String extraSpec) {
        return bytes(
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\""
                        + name
                        + "\",\"labels\":{\"app\":\"load\"}},\"spec\":{\"schedulerName\":\""
                        + scheduler
                        + "\",\"automountServiceAccountToken\":false"
                        + extraSpec
                        + ",\"containers\":[{\"name\":\"pause\",\"image\":\"localhost/jong/pause\",\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"500Mi\"}}}]}}");
    }

    /// A Node of 4 CPU, 32 GiB, 110 Pods in one of three zones.
    static byte[] node(String name, int index) {
        return bytes(
                "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\""
                        + name
                        + "\",\"labels\":{\"kubernetes.io/hostname\":\""
                        + name
                        + "\",\""
                        + NODE_LABEL
                        + "\":\"\",\"topology.kubernetes.io/zone\":\"zone"
                        + index % 3
                        + "\"}},\"status\":"
                        + nodeStatus()
                        + "}");
    }

    private static String nodeStatus() {
        return "{\"capacity\":{\"cpu\":\"4\",\"memory\":\"32Gi\",\"pods\":\"110\"},\"allocatable\":{\"cpu\":\"4\",\"memory\":\"32Gi\",\"pods\":\"110\"},"
                + "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"KubeletReady\"}]}";
    }

    static byte[] namespace(String name) {
        return bytes(
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
                        + name
                        + "\"}}");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
