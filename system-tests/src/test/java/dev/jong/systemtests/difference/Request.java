package dev.jong.systemtests.difference;

import dev.jong.api.Bytes;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;

/// One request. `{continue}` and `{rv}` in its path stand for what the server's last list said.
///
/// @param name what it tries: `pods create spec.hostname=long`
/// @param until the code with which it is to be answered: it is made again for a while until it is;
///   0 for any
record Request(
        String name,
        String method,
        String path,
        Map<String, String> headers,
        Bytes body,
        int until) {
    static final String JSON = "application/json";

    Request {
        headers = new TreeMap<>(headers);
    }

    Request(String name, String method, String path, Map<String, String> headers, Bytes body) {
        this(name, method, path, headers, body, 0);
    }

    static Request get(String name, String path) {
        return new Request(name, "GET", path, Map.of(), Bytes.EMPTY);
    }

    static Request of(String name, String method, String path, JsonValue body) {
        return of(name, method, path, JSON, Bytes.of(Json.write(body)));
    }

    static Request of(String name, String method, String path, String type, Bytes body) {
        return new Request(name, method, path, Map.of("Content-Type", type), body);
    }

    Request accepting(String type) {
        var more = new TreeMap<>(headers);
        more.put("Accept", type);
        return new Request(name, method, path, more, body, until);
    }

    @Override
    public String toString() {
        return method + " " + path + " " + headers + " " + body.utf8();
    }
}
