package dev.jong.apiserver.config;

import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Flags of the API server, named as kube-apiserver's where they mean the same. Which there are
/// stands in [FlagTable].
public final class ServerFlags {
    public static final ServerFlags NONE = new ServerFlags(Map.of());

    private final Map<String, List<String>> values;

    private ServerFlags(Map<String, List<String>> values) {
        this.values = Map.copyOf(values);
    }

    /// As on a command line: `--flag=value`, `--flag value`, and `--switch`.
    ///
    /// @throws InvalidConfiguration for a flag that is not known or whose value is of another type
    public static ServerFlags of(String... arguments) {
        return parse(Arrays.asList(arguments));
    }

    public static ServerFlags parse(List<String> arguments) {
        var values = new HashMap<String, List<String>>();
        for (int i = 0; i < arguments.size(); i++) {
            var argument = whole(arguments.get(i));
            if (!argument.startsWith("--")) {
                throw new InvalidConfiguration("unexpected argument \"" + argument + '"');
            }
            int equals = argument.indexOf('=');
            var name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            var flag = FlagTable.find(name);
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (flag.type() == FlagTable.Type.SWITCH) {
                value = "true";
            } else if (i + 1 < arguments.size()) {
                value = arguments.get(++i);
            } else {
                throw new InvalidConfiguration("flag needs an argument: --" + name);
            }
            flag.check(value);
            values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return new ServerFlags(values);
    }

    /// `-v` is the one flag that has a short form.
    private static String whole(String argument) {
        return argument.equals("-v") || argument.startsWith("-v=") ? "-" + argument : argument;
    }

    public boolean has(String name) {
        return values.containsKey(FlagTable.find(name).name());
    }

    /// The last one given, or the default.
    public String text(String name) {
        var given = values.get(name);
        return given == null ? FlagTable.find(name).fallback() : given.getLast();
    }

    /// Every value, and of each every part between commas.
    public List<String> texts(String name) {
        var given = values.get(name);
        var whole = given == null ? List.of(FlagTable.find(name).fallback()) : given;
        return whole.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /// Every value, whole.
    public List<String> each(String name) {
        return values.getOrDefault(FlagTable.find(name).name(), List.of());
    }

    /// Every part between commas that was given, empty ones too.
    public List<String> parts(String name) {
        return each(name).stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    }

    /// Pairs `key=value` between commas.
    public Map<String, String> pairs(String name) {
        var pairs = new LinkedHashMap<String, String>();
        for (var pair : texts(name)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new InvalidConfiguration(
                        "invalid argument \""
                                + pair
                                + "\" for \"--"
                                + name
                                + "\" flag: malformed pair, expect string=string");
            }
            pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
        return pairs;
    }

    public Optional<Path> path(String name) {
        var text = text(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    public boolean isOn(String name) {
        return text(name).equals("true");
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    public double decimal(String name) {
        return Double.parseDouble(text(name));
    }

    public Duration duration(String name) {
        try {
            return GoDuration.parse(text(name));
        } catch (JsonException e) {
            throw new IllegalStateException("checked when it was read", e);
        }
    }

    /// Every flag with its value, as `/flagz` tells them; what is secret stays so.
    public Map<String, String> all() {
        var all = new TreeMap<String, String>();
        for (var flag : FlagTable.all()) {
            var given = values.get(flag.name());
            all.put(flag.name(), given == null ? flag.fallback() : String.join(",", given));
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerFlags that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(values);
    }
}
