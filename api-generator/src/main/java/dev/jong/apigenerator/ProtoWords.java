package dev.jong.apigenerator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Descriptions of types and fields, from the comments in the sources of
/// `io.kubernetes:client-java-proto`. There fields that refer to another type have words of their
/// own, and indented lines are lines.
final class ProtoWords {
    private static final String FOLDER = "io/kubernetes/client/proto/";
    private static final Pattern STABLE = Pattern.compile("V\\d+[A-Z]\\w*|V1|Meta");
    private static final Pattern INTERFACE =
            Pattern.compile("@@protoc_insertion_point\\(interface_extends:([\\w.]+)\\)");
    private static final Pattern FIELD = Pattern.compile("<code>.*?(\\S+) (\\w+) = \\d+.*</code>");
    private static final Pattern TYPE = Pattern.compile("Protobuf type \\{@code ([\\w.]+)}");
    private static final Pattern ESCAPE = Pattern.compile("&(#\\d+|lt|gt|amp|quot);");

    /// Full name of a type → field, or empty for the type itself → what is said of it.
    private final Map<String, Map<String, String>> known = new HashMap<>();

    private final Map<String, List<String>> embedded = new HashMap<>();

    private ProtoWords() {}

    static ProtoWords read() {
        var words = new ProtoWords();
        try (var jar = sources()) {
            for (var entry : jar.stream().toList()) {
                var name = entry.getName();
                if (name.startsWith(FOLDER)
                        && name.endsWith(".java")
                        && STABLE.matcher(name.substring(FOLDER.length(), name.length() - 5))
                                .matches()) {
                    try (var lines =
                            new BufferedReader(
                                    new InputStreamReader(
                                            jar.getInputStream(entry), StandardCharsets.UTF_8))) {
                        words.add(lines);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    private static JarFile sources() throws IOException {
        var one = ProtoWords.class.getClassLoader().getResource(FOLDER + "Meta.java");
        if (one == null) {
            throw new IllegalStateException("the sources of client-java-proto are missing");
        }
        var connection = (JarURLConnection) one.openConnection();
        connection.setUseCaches(false);
        return connection.getJarFile();
    }

    /// Empty when nothing is said.
    ///
    /// @param type as in OpenAPI: `io.k8s.api.core.v1.Pod`
    /// @param field empty for the type itself
    String of(String type, String field) {
        return find(type.replaceFirst("^io\\.k8s\\.", "k8s.io.").replace('-', '_'), plain(field));
    }

    private String find(String type, String field) {
        var own = known.getOrDefault(type, Map.of()).getOrDefault(field, "");
        if (!own.isEmpty() || field.isEmpty()) {
            return own;
        }
        return embedded.getOrDefault(type, List.of()).stream()
                .map(inner -> find(inner, field))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /// JSON and protobuf write names differently: `x-kubernetes-map-type`, `xKubernetesMapType`.
    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /// Go embeds types: the field is named as the type, or the end of it. In JSON the fields in it
    /// are those of the outer type.
    private void embed(String outer, String type, String field) {
        if (type.startsWith(".") && type.endsWith(JavaNames.capital(field))) {
            var inner = type.substring(1);
            var all = embedded.computeIfAbsent(outer, _ -> new ArrayList<>());
            if (!all.contains(inner) && !inner.equals(outer)) {
                all.add(inner);
            }
        }
    }

    private void add(BufferedReader lines) throws IOException {
        @Nullable String type = null;
        var comment = new ArrayList<String>();
        boolean inside = false;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var text = line.strip();
            if (inside && text.equals("* </pre>")) {
                inside = false;
            } else if (inside) {
                comment.add(unescaped(text.length() < 3 ? "" : text.substring(2)));
            } else if (text.equals("/**")) {
                comment.clear();
            } else if (text.equals("* <pre>")) {
                inside = true;
            } else if (text.startsWith("// @@")) {
                var begins = INTERFACE.matcher(text);
                type = begins.find() ? begins.group(1) : type;
            } else if (text.startsWith("* <code>")) {
                var field = FIELD.matcher(text);
                if (type != null && field.find()) {
                    put(type, plain(field.group(2)), comment);
                    embed(type, field.group(1), field.group(2));
                }
            } else if (text.startsWith("* Protobuf type")) {
                var of = TYPE.matcher(text);
                if (of.find()) {
                    put(of.group(1), "", comment);
                }
                type = null;
            }
        }
    }

    private void put(String type, String field, List<String> comment) {
        known.computeIfAbsent(type, _ -> new HashMap<>()).putIfAbsent(field, joined(comment));
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(ProtoWords::character);
    }

    private static String character(MatchResult escape) {
        var name = escape.group(1);
        return switch (name) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            default -> {
                var code = Character.toString(Integer.parseInt(name.substring(1)));
                yield Matcher.quoteReplacement(code);
            }
        };
    }

    /// The lines as OpenAPI tells them: paragraphs and indented lines stay apart, and what is said
    /// to programs or those who write them is left out.
    private static String joined(List<String> comment) {
        var out = new StringBuilder();
        for (var line : comment) {
            var text = line.stripTrailing();
            var plain = text.stripLeading();
            if (text.equals("---")) {
                break;
            }
            if (text.isEmpty()) {
                cut(out);
                out.append("\n\n");
            } else if (plain.startsWith("TODO") || plain.startsWith("+")) {
                continue;
            } else if (plain.length() < text.length()) {
                cut(out);
                out.append('\n').append(text).append('\n');
            } else {
                out.append(text).append(' ');
            }
        }
        return out.toString().replaceAll("^\\n+|\\n+$", "").strip();
    }

    private static void cut(StringBuilder out) {
        if (!out.isEmpty()) {
            out.setLength(out.length() - 1);
        }
    }
}
