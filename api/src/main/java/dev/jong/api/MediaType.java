package dev.jong.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A media type with its parameters (RFC 9110).
public record MediaType(String name, Map<String, String> parameters) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern NAME = Pattern.compile("\\s*+(" + TOKEN + "/" + TOKEN + ")\\s*+");
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "\\s*+;\\s*+("
                            + TOKEN
                            + ")\\s*+=\\s*+("
                            + TOKEN
                            + "|\"(?:[^\"\\\\]|\\\\.)*+\")\\s*+");
    private static final Pattern END = Pattern.compile("\\s*+;?\\s*+");

    /// Of what clients say again and again, the first so many and not too long ones.
    private static final int MOST_REMEMBERED = 256;

    private static final int LONGEST_REMEMBERED = 256;
    private static final Map<String, MediaType> CONTENT = new ConcurrentHashMap<>();
    private static final Map<String, List<MediaType>> ACCEPTED = new ConcurrentHashMap<>();

    public MediaType {
        parameters = Map.copyOf(parameters);
    }

    /// What a `Content-Type` header says, names in lower case; nameless when it is no such header,
    /// or says a parameter twice.
    public static MediaType parse(String text) {
        return remembered(CONTENT, text, MediaType::parsed);
    }

    private static <V> V remembered(Map<String, V> known, String text, Function<String, V> parser) {
        var seen = known.get(text);
        if (seen != null) {
            return seen;
        }
        var parsed = parser.apply(text);
        if (text.length() <= LONGEST_REMEMBERED && known.size() < MOST_REMEMBERED) {
            known.put(text, parsed);
        }
        return parsed;
    }

    private static MediaType parsed(String text) {
        var name = NAME.matcher(text);
        var none = new MediaType("", Map.of());
        if (!name.lookingAt()) {
            return none;
        }
        var parameters = new LinkedHashMap<String, String>();
        int end = name.end();
        var parameter = PARAMETER.matcher(text);
        while (parameter.region(end, text.length()).lookingAt()) {
            var key = parameter.group(1).toLowerCase(Locale.ROOT);
            if (parameters.put(key, parameter.group(2)) != null) {
                return none;
            }
            end = parameter.end();
        }
        return END.matcher(text).region(end, text.length()).matches()
                ? new MediaType(name.group(1).toLowerCase(Locale.ROOT), parameters)
                : none;
    }

    /// What an `Accept` header asks for, the most wanted first: as upstream's parser understands
    /// it, to which upper case is another name and quotes are part of a value.
    public static List<MediaType> parseAll(String accept) {
        return remembered(ACCEPTED, accept, MediaType::allParsed);
    }

    private static List<MediaType> allParsed(String accept) {
        var all = new ArrayList<MediaType>();
        for (var part : accept.split(",", -1)) {
            var pieces = part.split(";", -1);
            var name = pieces[0].strip();
            if (name.equals("*")) {
                name = "*/*";
            }
            if (name.indexOf('/') < 0
                    || name.endsWith("/")
                    || name.indexOf('/') != name.lastIndexOf('/')) {
                continue;
            }
            insert(all, new MediaType(name, parameters(pieces)));
        }
        return List.copyOf(all);
    }

    private static Map<String, String> parameters(String[] pieces) {
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 1; i < pieces.length; i++) {
            var sides = pieces[i].split("=", -1);
            if (sides.length == 2 && !sides[1].isEmpty()) {
                parameters.put(sides[0].strip(), sides[1].strip());
            }
        }
        return parameters;
    }

    /// Before all that are wanted less. What is wanted less but named more closely goes first too,
    /// however that may be meant.
    private static void insert(List<MediaType> all, MediaType type) {
        int at = all.size();
        while (at > 0 && type.isBefore(all.get(at - 1))) {
            at--;
        }
        all.add(at, type);
    }

    private boolean isBefore(MediaType other) {
        return quality() > other.quality()
                || !name.startsWith("*/") && other.name.startsWith("*/")
                || !name.endsWith("/*") && other.name.endsWith("/*");
    }

    /// Empty when there is none of that name.
    public String parameter(String parameter) {
        return parameters.getOrDefault(parameter, "");
    }

    private double quality() {
        try {
            return parameters.containsKey("q") ? Double.parseDouble(parameter("q")) : 1;
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
