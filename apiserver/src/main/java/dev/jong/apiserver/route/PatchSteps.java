package dev.jong.apiserver.route;

import dev.jong.api.json.Codec;
import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import java.util.List;
import java.util.function.Consumer;

/// The form of a JSON patch (RFC 6902), which is checked before it is applied unless the client
/// wants no validation.
final class PatchSteps {
    private static final String TYPE = "jsonPatchOp";

    private PatchSteps() {}

    /// Tells unknown and duplicate fields of the steps to `problems`.
    ///
    /// @throws JsonException when this is no list of steps
    static void check(byte[] json, List<String> problems) {
        Consumer<String> told = problem -> problems.add("json patch " + problem);
        try {
            Json.read(json, Codecs.list(STEP), told);
        } catch (JsonException.Mismatch e) {
            var _ = Json.parse(json); // what is no JSON is told first
            throw new JsonException.Mismatch(
                    String.valueOf(e.getMessage())
                            .replace("type v1." + TYPE, "type handlers." + TYPE));
        }
    }

    private static final Codec<String> STEP =
            new Codec<>() {
                @Override
                public String goType() {
                    return "handlers." + TYPE;
                }

                @Override
                public String read(TokenReader in) {
                    var operation = "";
                    if (in.beginObject(TYPE)) {
                        for (var name = in.nextField(); name != null; name = in.nextField()) {
                            switch (name) {
                                case "op" -> operation = in.readString();
                                case "path", "from" -> in.readString();
                                case "value" -> {
                                    var _ = Codecs.ANY.read(in);
                                }
                                default -> in.unknown();
                            }
                        }
                    }
                    return operation;
                }

                @Override
                public void write(String step, TokenWriter out) {
                    throw new UnsupportedOperationException("read only");
                }
            };
}
