package dev.jong.cluster.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where a command writes: results to one stream, progress and complaints to the other.
public record Terminal(PrintStream out, PrintStream err) {
    public static Terminal standard() {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err));
    }

    public void say(String line) {
        out.println(line);
    }

    public void progress(String line) {
        err.println("jong: " + line);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
