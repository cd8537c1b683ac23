package dev.jong.kubelet.volume;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Files of a volume by path inside it.
public record Payload(Map<String, File> files) {
    public Payload {
        files = Map.copyOf(files);
        files.keySet().forEach(Payload::check);
    }

    private static void check(String path) {
        boolean bad =
                path.isEmpty()
                        || path.startsWith("/")
                        || Arrays.asList(path.split("/", -1)).contains("..");
        if (bad || path.length() > 4096 || path.startsWith("..")) {
            throw new VolumeFailure("invalid path in volume: " + path);
        }
    }

    /// One file. `owner` negative: root.
    public record File(byte[] content, int mode, long owner) {
        @Override
        public boolean equals(Object other) {
            return other instanceof File file
                    && file.mode == mode
                    && file.owner == owner
                    && Arrays.equals(file.content, content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }
    }

    /// In the order in which they are written.
    Map<String, File> ordered() {
        return new TreeMap<>(files);
    }
}
