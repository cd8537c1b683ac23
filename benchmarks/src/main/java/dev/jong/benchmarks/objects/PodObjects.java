package dev.jong.benchmarks.objects;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Decodes, holds and encodes many Pods in one form, one form per process: `PodObjects
/// records|tree|fabric8|protobuf [pods]`. Prints one line: Pods decoded and encoded per second of
/// one core, and bytes of heap per Pod.
public final class PodObjects {
    private static final int NAMESPACES = 50;
    private static final int ROUNDS = 3;

    private PodObjects() {}

    public static void main(String[] arguments) throws IOException {
        int pods = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        var line = measure(ObjectForm.named(arguments[0]), pods);
        System.out.println(arguments[0] + " " + line);
    }

    private static <T> String measure(ObjectForm<T> form, int pods) throws IOException {
        var wires = wires(form);
        warmUp(form, wires);
        long before = usedHeap();
        var held = new ArrayList<T>(pods);
        double decode = 0;
        for (int round = 0; round < ROUNDS; round++) {
            held.clear();
            long start = cpuTime();
            for (int i = 0; i < pods; i++) {
                held.add(form.read().apply(wires.get(i % NAMESPACES).numbered(i)));
            }
            decode = Math.max(decode, rate(pods, start));
        }
        double each = (usedHeap() - before) / (double) pods;
        double encode = 0;
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuTime();
            for (var pod : held) {
                bytes += form.write().apply(pod).length;
            }
            encode = Math.max(encode, rate(pods, start));
        }
        return String.format(
                Locale.ROOT,
                "decode %,.0f/s, encode %,.0f/s, heap %,.0f bytes per Pod, wire %,d bytes per Pod",
                decode,
                encode,
                each,
                bytes / ROUNDS / pods);
    }

    private static <T> List<Wire> wires(ObjectForm<T> form) throws IOException {
        try (var in = PodObjects.class.getResourceAsStream("pod.json")) {
            if (in == null) {
                throw new IllegalStateException("pod.json is missing");
            }
            var template = new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
            var wires = new ArrayList<Wire>();
            for (int i = 0; i < NAMESPACES; i++) {
                var json =
                        template.replace("NUMBER", Wire.MARK)
                                .replace("NAMESPACE", String.valueOf(10 + i));
                wires.add(Wire.of(form.wire().apply(json.getBytes(StandardCharsets.UTF_8))));
            }
            return wires;
        }
    }

    private static <T> void warmUp(ObjectForm<T> form, List<Wire> wires) {
        long bytes = 0;
        for (int i = 0; i < 60_000; i++) {
            bytes +=
                    form.write()
                            .apply(form.read().apply(wires.get(i % NAMESPACES).numbered(i)))
                            .length;
        }
        if (bytes == 0) {
            throw new IllegalStateException("nothing was written");
        }
    }

    /// Of this thread alone: what else runs on the machine does not count, nor does the collector.
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double rate(int pods, long start) {
        return pods * 1e9 / (cpuTime() - start);
    }

    private static long usedHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
