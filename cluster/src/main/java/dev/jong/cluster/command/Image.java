package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.image.ImageSettings;
import dev.jong.cluster.image.OciArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Brings images into every node: there need be no registry.
final class Image implements Command {
    private static final Pattern REFERENCE =
            Pattern.compile("[a-z0-9._:-]+(/[a-z0-9._-]+)*(:[\\w.-]+)?");

    @Override
    public String name() {
        return "image";
    }

    @Override
    public String usage() {
        return "import FILE… | list | build NAME FOLDER [--command 'WORDS']";
    }

    @Override
    public String summary() {
        return "bring OCI or docker archives, or a folder, into every node";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        if (arguments.isEmpty()) {
            throw new Flags.Misused("say import, list or build");
        }
        var rest = arguments.subList(1, arguments.size());
        switch (arguments.getFirst()) {
            case "import" -> importArchives(rest, context);
            case "list" -> list(rest, context);
            case "build" -> build(rest, context);
            default ->
                    throw new Flags.Misused("there is no \"image " + arguments.getFirst() + "\"");
        }
        return 0;
    }

    private static void importArchives(List<String> arguments, Context context) {
        var files = Flags.parse(arguments, Set.of(), Set.of()).words();
        if (files.isEmpty()) {
            throw new Flags.Misused("name at least one archive");
        }
        for (var file : files) {
            if (!Files.isReadable(Path.of(file))) {
                throw new ClusterException.Refused("cannot read " + file);
            }
        }
        var folders = running(context);
        for (var file : files) {
            context.terminal().say(importInto(folders, Path.of(file).toAbsolutePath()));
        }
    }

    /// What the first node says of it.
    private static String importInto(List<ContainerdFolder> folders, Path archive) {
        try {
            return folders.stream()
                    .map(folder ->
                            Containerd.control(folder, "images", "import", archive.toString()))
                    .toList()
                    .getFirst();
        } catch (ClusterException.ProgramFailed e) {
            throw new ClusterException.Refused(
                    archive
                            + " is not an archive of images; make one with `docker save` or `jong"
                            + " image build` (containerd says: "
                            + e.getMessage()
                            + ")",
                    e);
        }
    }

    private static void list(List<String> arguments, Context context) {
        Flags.parse(arguments, Set.of(), Set.of()).noWords();
        Containerd.control(running(context).getFirst(), "images", "list", "--quiet")
                .lines()
                .filter(name -> !name.startsWith("sha256:"))
                .forEach(context.terminal()::say);
    }

    private static void build(List<String> arguments, Context context) {
        var flags = Flags.parse(arguments, Set.of(), Set.of("--command"));
        if (flags.words().size() != 2) {
            throw new Flags.Misused("give a name and a folder");
        }
        var name = reference(flags.words().getFirst());
        var content = Path.of(flags.words().getLast());
        if (!Files.isDirectory(content)) {
            throw new ClusterException.Refused(content + " is not a folder");
        }
        var folders = running(context);
        var words =
                flags.value("--command")
                        .map(text -> List.of(text.strip().split("\\s+")))
                        .orElse(List.of());
        var images = context.home().images();
        try {
            var layer = Files.createTempFile(images, "build", ".layer");
            var archive = Files.createTempFile(images, "build", ".tar");
            try {
                OciArchive.layer(content, layer);
                new OciArchive(OciArchive.thisArchitecture())
                        .image(name, ImageSettings.EMPTY.withCommand(words), List.of(layer))
                        .write(archive);
                importInto(folders, archive);
            } finally {
                Files.deleteIfExists(layer);
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot build " + name + ": " + e.getMessage(), e);
        }
        context.terminal().say(name);
    }

    /// The full name, as the kubelet asks for it: `demo` becomes `localhost/demo:latest`.
    static String reference(String name) {
        if (!REFERENCE.matcher(name).matches()) {
            throw new Flags.Misused("\"" + name + "\" is not an image name");
        }
        var first = name.contains("/") ? name.substring(0, name.indexOf('/')) : "";
        var hasHost = first.equals("localhost") || first.contains(".") || first.contains(":");
        var hosted = hasHost ? name : "localhost/" + name;
        return hosted.substring(hosted.lastIndexOf('/')).contains(":")
                ? hosted
                : hosted + ":latest";
    }

    /// Of every node, the first one first.
    private static List<ContainerdFolder> running(Context context) {
        var folders =
                Stream.concat(Stream.of(context.home()), context.home().nodeHomes().stream())
                        .map(node -> new ContainerdFolder(node.containerd(), Path.of("/")))
                        .filter(folder -> Containerd.running(folder).isPresent())
                        .toList();
        if (folders.isEmpty()) {
            throw new ClusterException.Refused(
                    "no cluster is running in " + context.home().root() + ": run `jong up`");
        }
        return folders;
    }
}
