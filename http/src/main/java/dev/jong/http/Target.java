package dev.jong.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// What a request line asks for.
///
/// @param path as sent
/// @param query as sent, without `?`
record Target(String path, String query) {
    /// From `/path?query` or `https://host/path?query`.
    static Target parse(String uri) {
        var begin = 0;
        if (!uri.startsWith("/")) {
            var scheme = uri.indexOf("://");
            begin = scheme < 0 ? 0 : uri.indexOf('/', scheme + 3);
            if (begin < 0) {
                return new Target("/", "");
            }
        }
        var question = uri.indexOf('?', begin);
        return question < 0
                ? new Target(begin == 0 ? uri : uri.substring(begin), "")
                : new Target(uri.substring(begin, question), uri.substring(question + 1));
    }

    /// The path without its percent signs; [ProtocolException] if one is not followed by two
    /// hexadecimal digits.
    String decodedPath() {
        if (path.indexOf('%') < 0) {
            return path;
        }
        var bytes = new ByteArrayOutputStream(path.length());
        var raw = path.getBytes(StandardCharsets.UTF_8);
        for (var i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
                continue;
            }
            var high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            var low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new ProtocolException("invalid URL escape in " + path);
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
