package dev.jong.cluster.image;

import java.util.List;

/// How containers of an image start, unless the Pod says otherwise.
///
/// @param environment as `NAME=value`
public record ImageSettings(
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        String workingFolder,
        String user) {
    public static final ImageSettings EMPTY =
            new ImageSettings(List.of(), List.of(), List.of(), "/", "");

    public ImageSettings {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
    }

    public ImageSettings withEntrypoint(List<String> entrypoint) {
        return new ImageSettings(entrypoint, command, environment, workingFolder, user);
    }

    public ImageSettings withCommand(List<String> command) {
        return new ImageSettings(entrypoint, command, environment, workingFolder, user);
    }

    public ImageSettings withEnvironment(List<String> environment) {
        return new ImageSettings(entrypoint, command, environment, workingFolder, user);
    }
}
