package dev.jong.benchmarks.micro;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeSpec;
import dev.jong.api.core.v1.NodeStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.scheduler.Placement;
import dev.jong.scheduler.Placer;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.ResourceIds;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One decision among nodes of 4 CPU and 32 GiB, by the default profile, without API server.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SchedulerBenchmark {
    private static final int ZONES = 3;
    private static final Map<String, Quantity> SIZE =
            Map.of(
                    "cpu", Quantity.parse("4"),
                    "memory", Quantity.parse("32Gi"),
                    "pods", Quantity.of(110));

    private final Nodes nodes = new Nodes(new ResourceIds());
    private final Placer placer = Placer.alone(nodes, new Random(7));

    @Param({"100", "5000"})
    private int count;

    private Pod pod = Pod.builder().build();
    private int number;

    @Setup
    public void fill() throws IOException {
        pod = Json.read(Samples.pod(), Pod.CODEC);
        for (int i = 0; i < count; i++) {
            nodes.put(node(i));
        }
    }

    private static Node node(int index) {
        var name = "node-" + index;
        var labels =
                Map.of(
                        "kubernetes.io/hostname",
                        name,
                        "topology.kubernetes.io/zone",
                        "zone" + index % ZONES);
        return new Node(
                ObjectMeta.builder().name(name).labels(labels).build(),
                NodeSpec.EMPTY,
                NodeStatus.builder().allocatable(SIZE).build());
    }

    /// Decides, puts the Pod there, and takes it away again, so that the state stays the same.
    @Benchmark
    public Placement place() {
        var uid = "uid-" + number++;
        var demand =
                PodDemand.of(pod.mapMetadata(metadata -> metadata.withUid(uid)), nodes.resources());
        var placement = placer.place(demand);
        if (!(placement instanceof Placement.On(var node))) {
            throw new IllegalStateException("the Pod fits nowhere");
        }
        nodes.place(demand, node.name(), true);
        nodes.unplace(uid);
        return placement;
    }
}
