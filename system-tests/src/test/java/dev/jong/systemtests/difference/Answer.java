package dev.jong.systemtests.difference;

import dev.jong.api.Bytes;
import java.util.List;

/// What a server said.
///
/// @param type the media type
/// @param warnings the `Warning` headers, in order
record Answer(int status, String type, List<String> warnings, Bytes body) {
    Answer {
        warnings = List.copyOf(warnings);
    }
}
