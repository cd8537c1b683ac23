package dev.jong.http.client;

import dev.jong.http.ByteStream;
import dev.jong.http.DisconnectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// A socket's bytes.
///
/// @param input may have read ahead of the socket
public record SocketStream(Socket socket, InputStream input, OutputStream output)
        implements ByteStream {
    public static SocketStream of(Socket socket) {
        try {
            return new SocketStream(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            throw new DisconnectedException("the socket is closed", e);
        }
    }

    @Override
    public void closeOutput() {
        try {
            output.flush();
            socket.shutdownOutput();
        } catch (IOException _) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is as closed as it will get
        }
    }
}
