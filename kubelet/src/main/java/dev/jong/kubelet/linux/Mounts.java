package dev.jong.kubelet.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// mount(2) and umount2(2). Needs root.
@SuppressWarnings("restricted")
public final class Mounts {
    private static final int DETACH = 2;
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle MOUNT =
            handle(
                    "mount",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS));
    private static final MethodHandle UNMOUNT =
            handle(
                    "umount2",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    private Mounts() {}

    private static MethodHandle handle(String name, FunctionDescriptor shape) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                shape,
                Linker.Option.captureCallState("errno"));
    }

    /// A file system in memory of at most `bytes`; 0: as large as the machine allows.
    public static void memory(Path target, long bytes) throws IOException {
        mount("tmpfs", target, "tmpfs", 0, bytes > 0 ? "size=" + bytes : "");
    }

    private static void mount(String source, Path target, String type, long flags, String options)
            throws IOException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment chosen =
                    options.isEmpty() ? MemorySegment.NULL : arena.allocateFrom(options);
            var state = arena.allocate(CAPTURE);
            int result =
                    (int)
                            MOUNT.invokeExact(
                                    state,
                                    arena.allocateFrom(source),
                                    arena.allocateFrom(target.toString()),
                                    arena.allocateFrom(type),
                                    flags,
                                    chosen);
            if (result != 0) {
                throw new IOException(
                        "mount "
                                + source
                                + " on "
                                + target
                                + ": errno "
                                + (int) ERRNO.get(state, 0L));
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    /// Takes a mount away, later if something is still in it.
    public static void detach(Path target) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(CAPTURE);
            int result =
                    (int) UNMOUNT.invokeExact(state, arena.allocateFrom(target.toString()), DETACH);
            if (result != 0) {
                throw new IOException(
                        "unmount " + target + ": errno " + (int) ERRNO.get(state, 0L));
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    /// Mount points at or under `folder`, deepest first.
    public static List<Path> under(Path folder) throws IOException {
        var found = new ArrayList<Path>();
        for (var line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            var point = Path.of(unescape(line.split(" ", 6)[4]));
            if (point.startsWith(folder)) {
                found.addFirst(point);
            }
        }
        return found;
    }

    public static boolean mounted(Path point) throws IOException {
        return under(point).contains(point);
    }

    /// The kernel writes blank, tab, newline and backslash as three octal digits.
    private static String unescape(String text) {
        var result = new StringBuilder(text);
        for (int at = result.indexOf("\\");
                at >= 0 && at + 3 < result.length();
                at = result.indexOf("\\", at + 1)) {
            result.replace(
                    at,
                    at + 4,
                    String.valueOf((char) Integer.parseInt(result.substring(at + 1, at + 4), 8)));
        }
        return result.toString();
    }
}
