package dev.jong.apiserver.streaming;

import dev.jong.api.errors.ApiException;
import dev.jong.http.Query;
import java.util.List;

/// PodExecOptions and PodAttachOptions, without the container.
record CommandOptions(
        List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    CommandOptions {
        command = List.copyOf(command);
    }

    static CommandOptions of(Query query) {
        var options =
                new CommandOptions(
                        query.all("command"),
                        query.isTrue("stdin"),
                        query.isTrue("stdout"),
                        query.isTrue("stderr"),
                        query.isTrue("tty"));
        if (!options.stdin && !options.stdout && !options.stderr) {
            throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        return options;
    }

    /// As kubelets read them.
    String parameters() {
        var parameters = new Parameters();
        command.forEach(word -> parameters.add("command", word));
        return parameters
                .addIf(stdin, "input", "1")
                .addIf(stdout, "output", "1")
                .addIf(stderr && !tty, "error", "1")
                .addIf(tty, "tty", "1")
                .toString();
    }
}
