package dev.jong.http;

import java.io.InputStream;
import java.io.OutputStream;

/// Bytes in both directions: an upgraded connection, a SPDY stream, a socket to a backend. Reading
/// and writing block; a reader and a writer may be two threads. Reads answer -1 at the other side's
/// orderly end; failures are [java.io.IOException]s or [DisconnectedException]s.
public interface ByteStream extends AutoCloseable {
    InputStream input();

    OutputStream output();

    /// Says that nothing more will be written; reading goes on. A stream that cannot be closed by
    /// halves closes wholly.
    void closeOutput();

    /// Ends both directions. Harmless when done twice. Threads blocked in this stream come back.
    @Override
    void close();
}
