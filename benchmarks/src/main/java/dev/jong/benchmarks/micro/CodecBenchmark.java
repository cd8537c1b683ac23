package dev.jong.benchmarks.micro;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Json;
import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One Pod of usual size between bytes and record.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {
    private Pod pod = Pod.builder().build();
    private byte[] json = {};
    private byte[] protobuf = {};

    @Setup
    public void read() throws IOException {
        json = Samples.pod();
        pod = Json.read(json, Pod.CODEC);
        protobuf = writeProtobuf();
    }

    @Benchmark
    public Pod readJson() {
        return Json.read(json, Pod.CODEC);
    }

    @Benchmark
    public byte[] writeJson() {
        return Json.write(pod, Pod.CODEC);
    }

    @Benchmark
    public Pod readProtobuf() {
        return Pod.CODEC.readProto(new ProtoReader(protobuf));
    }

    @Benchmark
    public byte[] writeProtobuf() {
        var out = new ProtoWriter();
        Pod.CODEC.writeProto(pod, out);
        return out.toByteArray();
    }
}
