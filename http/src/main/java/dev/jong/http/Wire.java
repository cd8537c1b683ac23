package dev.jong.http;

import java.util.List;

/// One request's way back to its client: asked by the request's thread, performed on the
/// connection's loop in the same order.
interface Wire {
    /// A whole answer.
    void answer(int status, Headers headers, List<byte[]> pieces);

    /// The head of an answer whose body follows.
    void begin(int status, Headers headers);

    /// A part of the body, counted in `pending` until it has been written.
    void data(byte[] bytes, int offset, int length, Pending pending);

    /// Several small arrays as one part of the body, which nobody changes any more.
    ///
    /// @param length of all together
    void data(List<byte[]> pieces, int length, Pending pending);

    void end();

    /// Breaks off.
    void abort();

    /// Tells a client that waits for it to send the body.
    void proceed();

    /// The request's thread has taken `bytes` of the body.
    void taken(int bytes);

    /// Answers 101 and leaves the connection's bytes to the stream that comes back.
    ByteStream upgrade(Headers headers);
}
