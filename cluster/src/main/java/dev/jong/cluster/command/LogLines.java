package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// What the processes of a cluster logged, chosen by component and put in order of time.
final class LogLines {
    /// `W1121 11:50:27.123456`, or containerd's `time="2026-11-21T11:50:27.123456789Z"`.
    private static final Pattern TIME =
            Pattern.compile("^(?:[IWEFD](\\d{4} [0-9:.]+)|time=\"([^\"]+)\")");

    /// One message with the lines that belong to it, such as a stack trace's.
    ///
    /// @param time as it is written; sorts as text
    record Message(String time, List<String> lines) {}

    private LogLines() {}

    /// The messages of one file.
    ///
    /// @param component whose; "" for all
    static List<Message> read(Path file, String component) {
        var wanted = component.isEmpty() ? "" : " " + component + "/";
        var messages = new ArrayList<Message>();
        var time = "";
        var printing = wanted.isEmpty();
        try (var lines = Files.lines(file)) {
            for (var line : (Iterable<String>) lines::iterator) {
                var begin = TIME.matcher(line);
                if (begin.find()) {
                    time = begin.group(1) == null ? begin.group(2) : begin.group(1);
                    var end = line.indexOf(']');
                    printing =
                            wanted.isEmpty()
                                    || (end > 0 && line.substring(0, end).contains(wanted));
                    if (printing) {
                        messages.add(new Message(time, new ArrayList<>(List.of(line))));
                    }
                } else if (printing && messages.isEmpty()) {
                    messages.add(new Message(time, new ArrayList<>(List.of(line))));
                } else if (printing) {
                    messages.getLast().lines().add(line);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
        return messages;
    }

    /// Those of several nodes in order of time, each line with its node's name before it.
    static List<String> merged(List<String> names, List<List<Message>> logs) {
        var all = new ArrayList<Message>();
        for (var i = 0; i < names.size(); i++) {
            var prefix = names.get(i) + "  ";
            for (var message : logs.get(i)) {
                all.add(
                        new Message(
                                message.time(),
                                message.lines().stream().map(prefix::concat).toList()));
            }
        }
        all.sort(Comparator.comparing(Message::time));
        return all.stream().flatMap(message -> message.lines().stream()).toList();
    }
}
