package dev.jong.kubelet.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A process that exists only in this program: reads its input, writes its output, answers its exit
/// code.
@FunctionalInterface
public interface SimulatedProcess {
    int run(InputStream stdin, OutputStream stdout, OutputStream stderr) throws IOException;
}
