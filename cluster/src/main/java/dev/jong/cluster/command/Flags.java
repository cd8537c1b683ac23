package dev.jong.cluster.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The flags and words of one call, checked against what the command knows.
record Flags(Map<String, String> values, List<String> words) {
    /// The call is not one that the command understands.
    static final class Misused extends RuntimeException {
        Misused(String message) {
            super(message);
        }
    }

    Flags {
        values = Map.copyOf(values);
        words = List.copyOf(words);
    }

    /// @param switches flags without a value, with their dashes
    /// @param valued flags with a value, as `--flag value` or `--flag=value`
    static Flags parse(List<String> arguments, Set<String> switches, Set<String> valued) {
        var values = new LinkedHashMap<String, String>();
        var words = new ArrayList<String>();
        for (var i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.equals("-")) {
                words.add(argument);
                continue;
            }
            var equals = argument.indexOf('=');
            var flag = equals < 0 ? argument : argument.substring(0, equals);
            if (switches.contains(flag) && equals < 0) {
                values.put(flag, "true");
            } else if (valued.contains(flag) && equals >= 0) {
                values.put(flag, argument.substring(equals + 1));
            } else if (valued.contains(flag) && i + 1 < arguments.size()) {
                values.put(flag, arguments.get(++i));
            } else if (valued.contains(flag)) {
                throw new Misused("flag " + flag + " needs a value");
            } else {
                throw new Misused("unknown flag " + flag);
            }
        }
        return new Flags(values, words);
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    Optional<String> value(String flag) {
        return Optional.ofNullable(values.get(flag));
    }

    /// A whole number within bounds, or the default.
    int number(String flag, int least, int most, int absent) {
        var text = values.get(flag);
        if (text == null) {
            return absent;
        }
        try {
            var number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new Misused(
                "flag "
                        + flag
                        + " takes a number from "
                        + least
                        + " to "
                        + most
                        + ", not \""
                        + text
                        + "\"");
    }

    Flags noWords() {
        if (!words.isEmpty()) {
            throw new Misused("unexpected \"" + words.getFirst() + "\"");
        }
        return this;
    }
}
