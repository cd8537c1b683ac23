package dev.jong.api;

import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.proto.Envelope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// A command, not a test: reads every file of upstream's `api/testdata/HEAD` folder given, writes
/// it again and tells what differs.
final class CompareWithUpstream {
    private CompareWithUpstream() {}

    public static void main(String[] arguments) throws Exception {
        int same = 0;
        int differing = 0;
        try (var files = Files.list(Path.of(arguments[0]))) {
            for (var file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                var json = Files.readAllBytes(file);
                var codec = codecOf((JsonObject) Json.parse(json));
                if (codec.isEmpty()) {
                    continue;
                }
                var protobuf = Path.of(file.toString().replaceFirst("json$", "pb"));
                var difference =
                        difference(json, codec.get())
                                + difference(json, Files.readAllBytes(protobuf), codec.get());
                if (difference.isEmpty()) {
                    same++;
                } else {
                    differing++;
                    System.out.println(file.getFileName() + ": " + difference);
                }
            }
        }
        System.out.println(same + " same, " + differing + " differ");
    }

    private static <T> String difference(byte[] json, Codec<T> codec) {
        try {
            var problems = new ArrayList<String>();
            var object = Json.read(json, codec, problems::add);
            if (!problems.isEmpty()) {
                return problems.toString();
            }
            var ours = new String(Json.write(object, codec), StandardCharsets.UTF_8);
            var theirs = compact(new String(json, StandardCharsets.UTF_8));
            int at = 0;
            while (at < Math.min(ours.length(), theirs.length())
                    && ours.charAt(at) == theirs.charAt(at)) {
                at++;
            }
            return ours.equals(theirs)
                    ? ""
                    : "\n  ours   " + excerpt(ours, at) + "\n  theirs " + excerpt(theirs, at);
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    private static <T> String difference(byte[] json, byte[] protobuf, Codec<T> codec) {
        try {
            var object = Json.read(json, codec);
            var envelope = Envelope.read(protobuf);
            var read = envelope.object(codec);
            if (!read.equals(object)) {
                return "\n  protobuf reads otherwise"
                        + "\n  "
                        + Json.tree(read, codec)
                        + "\n  "
                        + Json.tree(object, codec);
            }
            var ours = Envelope.of(envelope.apiVersion(), envelope.kind(), object, codec);
            int at = Arrays.mismatch(ours, protobuf);
            return at < 0
                    ? ""
                    : "\n  protobuf written differs at "
                            + at
                            + " of "
                            + protobuf.length
                            + "\n  ours   "
                            + hex(ours, at)
                            + "\n  theirs "
                            + hex(protobuf, at);
        } catch (RuntimeException e) {
            return "\n  protobuf: " + e;
        }
    }

    private static String hex(byte[] bytes, int at) {
        var range =
                Arrays.copyOfRange(bytes, Math.max(0, at - 40), Math.min(bytes.length, at + 20));
        return HexFormat.of().formatHex(range)
                + " "
                + new String(range, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }

    private static String excerpt(String text, int at) {
        return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 60));
    }

    private static String compact(String json) {
        var out = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' && json.charAt(i - 1) != '\\') {
                quoted = !quoted;
            }
            if (quoted || !Character.isWhitespace(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static Optional<Codec<?>> codecOf(JsonObject object) {
        var apiVersion = String.valueOf(object.text("apiVersion"));
        var kind = String.valueOf(object.text("kind"));
        int slash = apiVersion.indexOf('/');
        var group = slash < 0 ? "core" : apiVersion.substring(0, slash);
        var version = apiVersion.substring(slash + 1);
        var label = group.startsWith("rbac.") ? "rbac" : group.split("\\.")[0];
        try {
            var type = Class.forName("dev.jong.api." + label + "." + version + "." + kind);
            return Optional.of((Codec<?>) type.getField("CODEC").get(null));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
