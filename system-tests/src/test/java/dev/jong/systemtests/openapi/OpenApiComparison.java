package dev.jong.systemtests.openapi;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.systemtests.difference.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/// Compares the documents of a server of ours with a file's, and with those of another server.
final class OpenApiComparison {
    private static final String VERSION_2 = "/openapi/v2";
    private static final String VERSION_3 = "/openapi/v3";

    private final Server ours;
    private final List<String> differences = new ArrayList<>();
    private int compared;

    OpenApiComparison(Server ours) {
        this.ours = ours;
    }

    /// Version 2 with a document in a file, plain or gzipped.
    void with(Path file) throws IOException, InterruptedException {
        try (var in = open(file)) {
            add("file", ours.read(VERSION_2), (JsonObject) Json.parse(in.readAllBytes()));
        }
    }

    private static InputStream open(Path file) throws IOException {
        var in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    /// Version 2, the index of version 3 and each document that it names.
    void with(Server reference) throws InterruptedException {
        add("v2", ours.read(VERSION_2), reference.read(VERSION_2));
        var mine = ours.read(VERSION_3).object("paths");
        var theirs = reference.read(VERSION_3).object("paths");
        var names = new TreeSet<>(mine.fields().keySet());
        names.addAll(theirs.fields().keySet());
        for (var name : names) {
            if (!mine.has(name)) {
                differences.add("v3 " + name + ": missing");
            } else if (!theirs.has(name)) {
                differences.add("v3 " + name + ": not in the reference");
            } else {
                var path = VERSION_3 + "/" + name;
                add("v3 " + name, ours.read(path), reference.read(path));
            }
        }
    }

    private void add(String documents, JsonObject mine, JsonObject theirs) {
        compared++;
        differences.addAll(OpenApiDifferences.between(documents, mine, theirs));
    }

    OpenApiReport report() throws IOException {
        return OpenApiReport.of(compared, differences, Explained.all());
    }
}
