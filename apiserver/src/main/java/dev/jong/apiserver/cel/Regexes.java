package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Regular expressions in RE2's syntax, in linear time.
final class Regexes {
    private static final int MOST_REMEMBERED = 1_000;
    private static final ConcurrentHashMap<String, Pattern> REMEMBERED = new ConcurrentHashMap<>();
    private static final ListType STRINGS = ListType.create(STRING);

    private Regexes() {}

    static void addTo(Functions functions) {
        functions
                .define(
                        "matches",
                        Body.of(
                                String.class,
                                String.class,
                                (text, regex) -> pattern(regex, "").matcher(text).find()))
                .member(
                        "find",
                        "string_find_string",
                        Body.of(String.class, String.class, Regexes::find),
                        STRING,
                        STRING,
                        STRING)
                .member(
                        "findAll",
                        "string_find_all_string",
                        Body.of(
                                String.class,
                                String.class,
                                (text, regex) -> findAll(text, regex, -1)),
                        STRINGS,
                        STRING,
                        STRING)
                .member(
                        "findAll",
                        "string_find_all_string_int",
                        Body.of(String.class, String.class, Long.class, Regexes::findAll),
                        STRINGS,
                        STRING,
                        STRING,
                        INT);
    }

    private static Pattern pattern(String regex, String complaint) {
        var known = REMEMBERED.get(regex);
        if (known != null) {
            return known;
        }
        try {
            var pattern = Pattern.compile(regex);
            if (REMEMBERED.size() >= MOST_REMEMBERED) {
                REMEMBERED.clear();
            }
            REMEMBERED.put(regex, pattern);
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new CelException.Failed(complaint + e.getMessage());
        }
    }

    private static Object find(String text, String regex) {
        var matcher = pattern(regex, "Illegal regex: ").matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<Object> findAll(String text, String regex, long limit) {
        var matcher = pattern(regex, "Illegal regex: ").matcher(text);
        var found = new ArrayList<Object>();
        while ((limit < 0 || found.size() < limit) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
